import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrongStretches } from './wrongDecoding.ts';

const NB = '\u00a0';
/** Sentences as they are set in each language, with its quotation marks, dashes and no-break spaces. */
const CORRECT = [
  `«${NB}La liberté${NB}» est belle${NB}; grâce à${NB}«${NB}elle${NB}»…`,
  `Il va à la mer, puis à${NB}l’hôtel${NB}: c’est là—près de l’église—qu’il dînera.`,
  `École, ÊTRE, FRANÇAIS, «${NB}DÉJÀ${NB}», “VOILÀ”, à${NB}«${NB}Noël${NB}», cœur, L’ÉTÉ${NB}— voilà${NB}!`,
  '“We met at the café”—then he left. ‘touché’” was the last word. Nestlé® makes it: café²…',
  '—¿Qué…? —preguntó José—. «Será mañana», «¡olé!»—dijo él. “Qué”… “así”—¿no?',
  `Será${NB}«mañana» en la Ñ—o no. El niño pagó 5${NB}€; ¿acá—€5 o allá—£5?`,
  `AMANHÃ${NB}ÀS 10: “AMANHÃ”, “IRMÃ”—disse a avó. É já! AMANHÃ—então. Não é… MAÇÃ® MAÇÃ™`,
  'O «pão» é “bom”, avô… «avó»—e só. NÃO, CORAÇÃO, PORTUGUÊS; “LÁ”… SÃO JOÃO.',
  `„Österreich“ ist schön – „Größe“ heißt ‚Maß‘. »Straße« und »Café«… ÜBER „Ärger“—ja. „CAFÉ“ 5${NB}°C`,
  '“Tiếng Việt”… là—“phở”, «cà phê», ‘bò’; Được không? ĐƯỜNG, “ĐÃ”… ‘CÂ’—“MÃ” Ở đâu? “đó”—ừ.',
  '„Zażółć gęślą jaźń” – „że”… są—„Łódź”; ŻÓŁW «śnieg», robię, się. „MÓJ”',
  '“İstanbul’da” ışık… “hâlâ”—“değil”, şöyle: ÇAĞRI «Ağ», hâlâ… ‘öğle’',
  'Ten „náš“ a „tráž“… „Dušan“—„Žižek“; až ke „Škodě“. Příliš žluťoučký kůň.',
  '„Ă”, „MAMĂ”… ROMÂNĂ — „înăuntru” și „țară”. «Â»',
  `1.54${NB}Å, 2${NB}Å²—or 3 Å… 5.2 Å±0.3 “BRÅ”, mellan Å–Ö, «ÅÄÖ». På “ön”… SÅ—och SÅ’s`,
  'В «Мире» и «САПОГ», «Рё», “ШАГ”… ЇЖАК «Є»; Ελλάδα «Ω», ‘√π’, 2√∞, ‚Çöp‘, ‚Ärger‘ ├── a',
];
/** The first of these are read wrongly as a whole; each has letters enough to be known by. */
const MARKS = [NB, '”', '’', '“', '‘', '»', '«', '›', '…', '–', '—', '\u00ad', '', ' ', ' '];
const WORDS = [
  'liberté',
  'café',
  'à',
  'mañana',
  'será',
  'AMANHÃ',
  'É',
  'avó',
  'Straße',
  'hâlâ',
  'phở',
  'śnieg',
  'náš',
  'ÇA',
  'Œuvre',
];

const windows = new Map(
  Array.from(
    `€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ`,
    (character, i) => [0x80 + i, character] as const,
  ),
);
const misread = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => windows.get(byte) ?? String.fromCharCode(byte)).join('');

function mended(text: string): string {
  let [result, from] = ['', 0];
  for (const { start, end, meant } of wrongStretches(text)) {
    result += text.slice(from, start) + (meant ?? text.slice(start, end));
    from = end;
  }
  return result + text.slice(from);
}

describe('text that was read correctly', () => {
  test.each(CORRECT)('%s', (text) => {
    expect(wrongStretches(text)).toEqual([]);
  });

  test('words with any quotation marks, dashes and spaces around them', () => {
    const word = fc.tuple(
      fc.constantFrom(...MARKS),
      fc.constantFrom(...WORDS),
      fc.constantFrom(...MARKS),
      fc.constantFrom(...MARKS),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        expect(wrongStretches(words.map((parts) => parts.join('')).join(' '))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('a text about it', () => {
    expect(wrongStretches('Why do I see Ã© instead of é?')).toEqual([]);
  });
});

describe('text that was read as windows-1252', () => {
  test.each(CORRECT.map((text) => [misread(text), text]))('%s', (text, correct) => {
    expect(mended(text)).toBe(correct);
  });

  test.each([
    'Österreich ist groß.',
    'Il va à Paris.',
    'Isto é bom',
    '20°C for £5 © 2020',
    'Łódź',
    'są',
    'İstanbul',
    'được',
    '3 × 4',
    '→ ♥ ✔ ✅ 日本語 中文',
    'नमस्ते, ไทย',
    'don’t',
    'Az űrhajó fűtése',
  ])('%s', (correct) => {
    expect(mended(misread(correct))).toBe(correct);
  });
});
