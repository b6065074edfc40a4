/** UTF-8 that was read as an older encoding: which stretches of a text are such, and what they meant. */
import { isOrdinary } from './ordinaryTypography.ts';

/** A code page by its characters from byte 0x80 on, the first 64 of which can continue a character of UTF-8. */
type CodePage = {
  name: string;
  bytes: ReadonlyMap<string, number>;
  /** Characters that spell one character of UTF-8. */
  pattern: RegExp;
  /** What may be meant by them; others come about by chance. */
  meant: RegExp;
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
  // Letters of these pages may stand behind their letters: there other marks are looked for.
  const mark = of(0x80, 0xbf, name.startsWith('windows') ? /\p{L}/u : /[\u2500-\u259f]/u);
  const forms = isMain
    ? [`${of(0xc2, 0xdf)}${rest}`, `${of(0xe0, 0xef)}${rest}{2}`, `${of(0xf0, 0xf0)}${rest}{3}`]
    : [`${of(0xc3, 0xc3)}${mark}`, `${of(0xe2, 0xe2)}${of(0x80, 0x84)}${rest}`, `${of(0xd0, 0xd1)}${rest}`];
  return {
    name,
    bytes,
    pattern: new RegExp(forms.join('|'), 'gu'),
    meant: isMain ? /[^\p{Cn}\p{Co}]/u : /[\u00c0-\u00ff\u0400-\u047f\u2010-\u2027\u2030\u2039\u203a\u20ac\u2122]/u,
  };
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

const FIRST_LOOK =
  /[\u0080-\u009f\ufffd]|[\u00c2-\u00c6\u00ce-\u00d1\u00d4\u00d7-\u00db\u00e0-\u00f0\u0102\u0393\u0413\u0432\u0420\u0421\u201a\u221a\u251c][\u0080-\uffff]/;
const IN_ESCAPES = /\\u(?:00[89cdefCDEF]|0102|0393|0413|0432|042|201[aA]|221[aA]|251[cC]|[fF]{3}[dD])/;

/** A cheap look at a row's JSON text: without what it finds there is no such stretch in the row. */
export const mayBeWrong = (text: string): boolean =>
  FIRST_LOOK.test(text) || (text.includes('\\u') && IN_ESCAPES.test(text));

/** In order; they do not overlap. */
export function wrongStretches(text: string): WrongStretch[] {
  if (!FIRST_LOOK.test(text)) return [];
  let found: WrongStretch[] = [];
  for (const page of CODE_PAGES)
    found = withMore(found, spelt(text, page), ({ start, end }) => {
      const stretch = text.slice(start, end);
      const meant = repaired(stretch, page);
      const readAs = /[\u0080-\u009f]/.test(stretch) ? 'Latin-1' : page.name;
      return { readAs, ...(meant.includes('\uFFFD') ? {} : { meant }) };
    });
  const leftOver = Array.from(text.matchAll(LEFT_OVER), ({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  return withMore(found, leftOver, ({ start }) => {
    const code = text.charCodeAt(start) - 0x80;
    const meant = code >= 0 && code < 32 ? WINDOWS_MARKS[code] : undefined;
    return meant === undefined ? { readAs: '' } : { readAs: 'Latin-1', meant };
  });
}

type Stretch = Pick<WrongStretch, 'start' | 'end'>;
/** `isSure`: correct text would not have it. */
type Run = Stretch & { isSure: boolean };

/** What spells UTF-8 in a text, as far as it was surely not meant so. */
function spelt(text: string, page: CodePage): Stretch[] {
  const all = runsOf(text, page);
  if (!all.some(({ isSure }) => isSure)) return [];
  const rest = without(text, all);
  const isIn = new Map<string, boolean>();
  const inRest = (meant: string): boolean => {
    const known = isIn.get(meant) ?? rest.includes(meant);
    isIn.set(meant, known);
    return known;
  };
  const runs = all.filter((run) => !isNamed(text, run, inRest, page));
  const sure = runs.filter(({ isSure }) => isSure);
  // Where every foreign letter spells UTF-8, and some surely do, all was read wrongly.
  return sure.length === 0 || /[\u0080-\uffff]/.test(rest.replace(/\P{L}/gu, '')) ? sure : runs;
}

function without(text: string, runs: readonly Stretch[]): string {
  const ends = [0, ...runs.map(({ end }) => end)];
  return ends.map((end, i) => text.slice(end, runs[i]?.start)).join('\n');
}

/** Neighbours are one run, which is sure if one of them is. */
function runsOf(text: string, page: CodePage): Run[] {
  const runs: (Run & { nForeign: number })[] = [];
  for (const { 0: spelling, index: start } of text.matchAll(page.pattern)) {
    const end = start + spelling.length;
    const meant = decode(spelling, page);
    if (meant === undefined || !page.meant.test(meant)) continue;
    let run = runs.at(-1);
    if (run?.end !== start) runs.push((run = { start, end, isSure: false, nForeign: 0 }));
    run.end = end;
    // A pair of theirs may stand in a text by chance, but not several side by side.
    run.nForeign = /[\u0370-\u06ff]/.test(meant) ? run.nForeign + 1 : 0;
    run.isSure ||= run.nForeign >= 3 || (isEvidence(meant) && !isOrdinary({ text, start, end }));
  }
  return runs;
}

/** Of the letters of two bytes those that Latin scripts of today have. */
const isEvidence = (meant: string): boolean =>
  meant >= '\u0800' || /[\u0080-\u017f\u01a0\u01a1\u01af\u01b0]/.test(meant);

/** "Ã© for é": the text is about it. */
function isNamed(text: string, { start, end }: Stretch, inRest: (meant: string) => boolean, page: CodePage): boolean {
  if (/[\p{L}\p{N}]/u.test((text[start - 1] ?? '') + (text[end] ?? ''))) return false;
  const meant = repaired(text.slice(start, end), page);
  return /\p{L}/u.test(meant) && inRest(meant);
}

/** What is known with what is found besides, in order. */
function withMore(
  known: WrongStretch[],
  found: readonly Stretch[],
  read: (stretch: Stretch) => Pick<WrongStretch, 'readAs' | 'meant'>,
): WrongStretch[] {
  let next = 0;
  const more = found.filter(({ start, end }) => {
    while (next < known.length && known[next]!.end <= start) next++;
    return next >= known.length || known[next]!.start >= end;
  });
  if (more.length === 0) return known;
  return known
    .concat(more.map((stretch) => ({ start: stretch.start, end: stretch.end, ...read(stretch) })))
    .sort((a, b) => a.start - b.start);
}

/** Control characters that stand where windows-1252 has punctuation; a closing quotation mark without its last byte; replacement characters. */
const LEFT_OVER = /[\u0080\u0082-\u008c\u008e\u0091-\u009c\u009e\u009f]|â€(?=[\s.,;:!?)]|$)|\uFFFD+/gu;

/** The text whose UTF-8, read as the code page, gives these characters; read wrongly twice, it is mended twice. */
function repaired(stretch: string, page: CodePage): string {
  const meant = decode(stretch, page) ?? stretch;
  const [first, ...others] = wrongStretches(meant);
  if (first?.meant === undefined || others.length > 0 || first.start > 0 || first.end < meant.length) return meant;
  return first.meant;
}

function decode(spelling: string, { bytes }: CodePage): string | undefined {
  try {
    return UTF8.decode(Uint8Array.from(spelling, (character) => bytes.get(character)!));
  } catch {
    return undefined;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
