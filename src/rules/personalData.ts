/** personal-data: e-mail addresses, telephone numbers, cards, bank accounts and social security numbers that may be somebody's. */
import { isIban, isPaymentCard } from './checksums.ts';
import { matchesIn, stringsOf } from './rowTexts.ts';
import type { Rule } from './rule.ts';

type Kind = { what: string; pattern: RegExp; isReal: (found: string) => boolean };

const digitsOf = (text: string): string => text.replace(/\D/g, '');

const KINDS: readonly Kind[] = [
  {
    what: 'an e-mail address',
    pattern: /(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\w-])/g,
    // Packages have versions behind the @.
    isReal: (found) => !/@v?\d+\.\d/.test(found) && !RESERVED_DOMAINS.test(found) && !NOBODYS_NAMES.test(found),
  },
  {
    what: 'a telephone number',
    // International with +, or North American with its usual marks.
    pattern:
      /(?<![\w.+/)-])(?:\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}|(?:1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4})(?![\w/-]|\.\d)/g,
    isReal: isTelephone,
  },
  {
    what: 'a payment card number',
    pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g,
    isReal: (found) => isPaymentCard(digitsOf(found)),
  },
  {
    what: 'a bank account number (IBAN)',
    pattern: /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g,
    isReal: isIban,
  },
  {
    what: 'a US social security number',
    pattern: /(?<![\w.-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
    isReal: (found) => !INVENTED_SSNS.has(found),
  },
];

/** RFC 2606 and 6761, and what writers of examples take instead. */
const RESERVED_DOMAINS =
  /[@.](?:example(?:\.(?:com|net|org|edu))?|test|invalid|localhost|local|(?:your|my)?(?:e?mail|domain|company|website|site|abc|xyz|acme|foo|bar)\.(?:com|org|net))$/i;
/** Addresses of offices, not of people. */
const NOBODYS_NAMES =
  /^(?:info|contact|support|help|sales|admin|office|press|media|news|letters|editor|tips|service|customerservice|webmaster|postmaster|no-?reply|user(?:name)?|name|your[._-]?name|email|abc|xyz|john\.?doe|jane\.?doe|git)@/i;
/** Printed in advertisements and examples. */
const INVENTED_SSNS = new Set(['078-05-1120', '219-09-9999', '123-45-6789', '111-11-1111', '555-55-5555']);
/** Free of charge, so nobody's own. */
const TOLL_FREE = /^1?(?:800|888|877|866|855|844|833)/;

function isTelephone(found: string): boolean {
  const digits = digitsOf(found);
  if (new Set(digits).size < 4 || digits.includes('12345')) return false;
  const isNorthAmerican = !found.startsWith('+') || found.startsWith('+1');
  // A long number without a mark is rather a sum.
  if (!isNorthAmerican) return digits.length >= 9 && digits.length <= (/\d[ .()-]+\d/.test(found) ? 15 : 12);
  const own = digits.replace(/^1/, '');
  // 555 is kept for films and examples.
  return own.length === 10 && !TOLL_FREE.test(own) && !own.startsWith('555') && own.slice(3, 6) !== '555';
}

/** The digits that end each of these numbers, or the + that begins one; addresses have an @. */
const HINT = /\d{3}[-. ]\d{4}|\d\d-\d{4}|\d{4}[ -]?\d{4}|\+\d/;

export const personalData: Rule = {
  code: 'personal-data',
  severity: 'information',
  title: 'Personal data',
  consequence:
    'Models repeat what they were trained on: the tuned model may give somebody’s address or number to anybody who asks.',
  fix: 'Replace it by an invented one: example.com, numbers with 555, the card 4111 1111 1111 1111 are kept for that.',
  bad: '{"instruction": "Whom do I write to?", "output": "Write to maria.lindqvist@gmail.com."}\n',
  good: '{"instruction": "Whom do I write to?", "output": "Write to maria@example.com."}\n',
  source: 'https://www.rfc-editor.org/rfc/rfc2606',
  row: (context) => {
    const { fields, row } = context;
    if (fields === undefined || (!row.text.includes('@') && !HINT.test(row.text))) return [];
    return stringsOf(fields).flatMap((string) =>
      KINDS.flatMap(({ what, pattern, isReal }) =>
        matchesIn(context, string, pattern, ([found]) =>
          isReal(found)
            ? {
                message: `This looks like ${what} (${masked(found)}): a tuned model may repeat it to anybody. Replace it by an invented one if it is somebody's.`,
              }
            : undefined,
        ),
      ),
    );
  },
};

/** Enough to find it, not enough to use it. */
function masked(found: string): string {
  const nameLength = found.indexOf('@');
  if (nameLength < 0) return `${found.slice(0, 4)}…`;
  return `${found.slice(0, Math.min(2, nameLength - 1))}…${found.slice(nameLength)}`;
}
