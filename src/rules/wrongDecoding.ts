/** UTF-8 that was read as an older encoding: which stretches of a text are such, and what they meant. */

/** A code page by its characters from byte 0x80 on, the first 64 of which can continue a character of UTF-8. */
type CodePage = {
  name: string;
  bytes: ReadonlyMap<string, number>;
  /** Runs of characters that spell UTF-8. */
  pattern: RegExp;
};

export type WrongStretch = {
  start: number;
  end: number;
  /** What was meant; undefined where some of it is lost. */
  meant?: string;
  /** The encoding it was read as. */
  readAs: string;
};

const decoded = (label: string): string =>
  new TextDecoder(label).decode(Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i));
/** Written out: Node 24's decoder reads windows-1252 as Latin-1. The five bytes it has no character for are read so by most programs. */
const WINDOWS_MARKS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const CP1252 = WINDOWS_MARKS + Array.from({ length: 96 }, (_, i) => String.fromCharCode(0xa0 + i)).join('');
const box = '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀';
const CP437 = `ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»${box}αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0`;
const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

/** Windows' own is tried first; after it those that only punctuation and accented letters are looked for in. */
const CODE_PAGES: readonly CodePage[] = [
  codePage('windows-1252', CP1252),
  codePage('windows-1250', decoded('windows-1250')),
  codePage('windows-1251', decoded('windows-1251')),
  codePage('Mac Roman', decoded('macintosh')),
  codePage('code page 850', CP850),
  codePage('code page 437', CP437),
];

function codePage(name: string, characters: string): CodePage {
  const bytes = new Map(Array.from(characters, (character, i) => [character, 0x80 + i]));
  const isMain = name === 'windows-1252';
  if (isMain) for (let byte = 0x80; byte < 0xa0; byte++) bytes.set(String.fromCharCode(byte), byte);
  const of = (from: number, to: number, but = /^$/): string =>
    `[${[...bytes].flatMap(([character, byte]) => (byte >= from && byte <= to && !but.test(character) ? [escaped(character)] : [])).join('')}]`;
  const rest = of(0x80, 0xbf);
  const mark = of(0x80, 0xbf, /[\p{L}\u2500-\u259f]/u);
  const forms = isMain
    ? [
        `${of(0xc2, 0xc3)}${rest}`,
        // Letters of the north and east, in the middle of a word.
        `${of(0xc4, 0xc5)}${mark}(?=\\p{Ll})`,
        `(?:${of(0xce, 0xd1)}${rest}|${of(0xd7, 0xda)}${rest}){3,}`,
        `${of(0xe0, 0xef)}${rest}{2}`,
        `${of(0xf0, 0xf4)}${rest}{3}`,
      ]
    : [
        `${of(0xc3, 0xc3)}${of(0x80, 0xbf, name.startsWith('windows') ? /\p{L}/u : /[\u2500-\u259f]/u)}`,
        `${of(0xe2, 0xe2)}${of(0x80, 0x84)}${rest}`,
        `(?:${of(0xd0, 0xd1)}${rest}){3,}`,
      ];
  return { name, bytes, pattern: new RegExp(`(?:${forms.join('|')})+`, 'gu') };
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

const FIRST_LOOK =
  /[\u0080-\u009f\ufffd]|[\u00c2-\u00c5\u00ce-\u00d1\u00d4\u00d7-\u00da\u00e0-\u00f4\u0102\u0393\u0413\u0432\u0420\u0421\u201a\u221a\u251c][\u0080-\uffff]/;
const IN_ESCAPES = /\\u(?:00[89cdefCDEF]|0102|0393|0413|0432|042|201[aA]|221[aA]|251[cC]|[fF]{3}[dD])/;

/** A cheap look at a row's JSON text: without what it finds there is no such stretch in the row. */
export const mayBeWrong = (text: string): boolean =>
  FIRST_LOOK.test(text) || (text.includes('\\u') && IN_ESCAPES.test(text));

/** In order; they do not overlap. */
export function wrongStretches(text: string): WrongStretch[] {
  if (!FIRST_LOOK.test(text)) return [];
  let found: WrongStretch[] = [];
  for (const page of CODE_PAGES)
    found = withMore(found, text, page.pattern, (stretch, start) => {
      const meant = isSpelling(text, start, start + stretch.length) ? undefined : repaired(stretch, page);
      if (meant === undefined) return undefined;
      const readAs = /[\u0080-\u009f]/.test(stretch) ? 'Latin-1' : page.name;
      return { readAs, ...(meant.includes('\uFFFD') ? {} : { meant }) };
    });
  return withMore(found, text, LEFT_OVER, (stretch) => {
    const code = stretch.charCodeAt(0) - 0x80;
    const meant = code >= 0 && code < 32 ? WINDOWS_MARKS[code] : undefined;
    return meant === undefined ? { readAs: '' } : { readAs: 'Latin-1', meant };
  });
}

/** What is known with what the pattern finds besides, in order. */
function withMore(
  known: WrongStretch[],
  text: string,
  pattern: RegExp,
  read: (stretch: string, start: number) => Pick<WrongStretch, 'readAs' | 'meant'> | undefined,
): WrongStretch[] {
  const more: WrongStretch[] = [];
  let next = 0;
  for (const match of text.matchAll(pattern)) {
    const [start, end] = [match.index, match.index + match[0].length];
    while (next < known.length && known[next]!.end <= start) next++;
    if (next < known.length && known[next]!.start < end) continue;
    const found = read(match[0], start);
    if (found !== undefined) more.push({ start, end, ...found });
  }
  return more.length === 0 ? known : known.concat(more).sort((a, b) => a.start - b.start);
}

/** Control characters that stand where windows-1252 has punctuation; a closing quotation mark without its last byte; replacement characters. */
const LEFT_OVER = /[\u0080\u0082-\u008c\u008e\u0091-\u009c\u009e\u009f]|â€(?=[\s.,;:!?)]|$)|\uFFFD+/gu;

/** In words of capitals a letter such as Ã may stand before a closing quotation mark: “AMANHÔ. */
function isSpelling(text: string, start: number, end: number): boolean {
  return (
    end - start === 2 &&
    /[”’»…–—]/.test(text[end - 1]!) &&
    /\p{Lu}/u.test(text[start - 1] ?? '') &&
    !/\p{L}/u.test(text[end] ?? '')
  );
}

/** The text whose UTF-8, read as the code page, gives these characters; read wrongly twice, it is mended twice. */
function repaired(stretch: string, page: CodePage): string | undefined {
  const bytes = Array.from(stretch, (character) => page.bytes.get(character));
  if (!bytes.every((byte) => byte !== undefined)) return undefined;
  let meant: string;
  try {
    meant = UTF8.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
  const [first, ...others] = wrongStretches(meant);
  if (first?.meant === undefined || others.length > 0 || first.start > 0 || first.end < meant.length) return meant;
  return first.meant;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
