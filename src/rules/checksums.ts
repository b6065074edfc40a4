/** Numbers that carry a proof of being one: payment cards (Luhn) and bank accounts (ISO 13616). */

/** Numbers that payment services print for tests. */
const TEST_CARDS = new Set([
  ...['4111111111111111', '4242424242424242', '4012888888881881', '4000056655665556', '4000000000000002'],
  ...['5555555555554444', '5105105105105100', '5200828282828210', '2223003122003222', '378282246310005'],
  ...['371449635398431', '6011111111111117', '6011000990139424', '3056930009020004', '30569309025904'],
  ...['38520000023237', '3530111333300000', '3566002020360505', '1234567812345670'],
]);

/** First digits and lengths of the large issuers. */
const ISSUERS =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{12,13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/;

/** Given digits alone. */
export function isPaymentCard(digits: string): boolean {
  if (!ISSUERS.test(digits) || TEST_CARDS.has(digits) || new Set(digits).size < 4) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Those of the standard's own examples. */
const EXAMPLE_IBANS = new Set([
  'GB82WEST12345698765432',
  'DE89370400440532013000',
  'GB29NWBK60161331926819',
  'FR1420041010050500013M02606',
]);

export function isIban(text: string): boolean {
  const account = text.replaceAll(' ', '');
  if (account.length < 15 || account.length > 34 || EXAMPLE_IBANS.has(account)) return false;
  const moved = account.slice(4) + account.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
