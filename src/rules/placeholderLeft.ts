/** placeholder-left: a blank that nobody filled in. */
import { matchesIn, textsOf, type RowText } from './rowTexts.ts';
import type { Rule } from './rule.ts';

/** What a blank in capitals or in braces asks for. Other words in brackets are headings, masks and code. */
const ASKED = 'NAME|PRICE|DATE|EMAIL|ADDRESS|PHONE|COMPANY|CITY|LINK|URL|AMOUNT|NUMBER|PRODUCT|CUSTOMER';

const KINDS: readonly RegExp[] = [
  // {{name}}, as templates of data have it; not the {{x}} of sets and of Python's f-strings.
  /(?<![{\\$]|\b[fF]["'][^"'\n]{0,200})\{\{ ?[A-Za-z_][\w.-][\w .-]{0,39}\}\}(?!\})/g,
  /<(?:YOUR|INSERT|ENTER|ADD|FILL)[ _-][A-Z0-9 _-]{1,40}>/g,
  /\[(?:insert|fill in|(?:enter|add) (?:your|the|an?))\b[^\][\n]{1,60}\]/gi,
  /\blorem ipsum dolor\b/gi,
  /(?<![\w.]|(?:\/\/|#|\*|--|;)[ \t]*)TODO:|[[(<]TODO\b|^TODO$/gm,
  // In the middle of a sentence too; in Spanish the word means "all".
  /(?<!(?:\/\/|#|\*|--|;)[ \t]*)\bTODO (?:ask|check|write|add|fix|fill|find|insert|replace|update|confirm|verify|complete|decide|finish|clarify)\b/g,
  new RegExp(`(?<![\\w\\])])\\[(?:[A-Z]+[ _]){0,2}(?:${ASKED})\\]`, 'g'),
  new RegExp(`(?<!\\w)<(?!YOUR|INSERT|ENTER|ADD|FILL)(?:[A-Z]+[ _]){0,2}(?:${ASKED})>`, 'g'),
  new RegExp(`(?<![\\w\\\\/$={]|["'][^"'\\n]{0,200})\\{(?:[a-z]+_){1,3}(?:${ASKED.toLowerCase()})\\}(?!\\})`, 'g'),
  /^X{3}(?= [a-z])|^_{3,}[.!?]?$/g,
  /\bX{3}[-. ]X{3}[-. ]X{4}\b|\$X{2,}\b|(?<![\w-])X{5,}(?![\w-])/g,
];

/** One of these is in every placeholder. */
const HINT =
  /\{\{|(?:<|\\u003c)(?:YOUR|INSERT|ENTER|ADD|FILL)|\[(?:[Ii]nsert|INSERT|[Ee]nter|ENTER|[Ff]ill in|[Aa]dd)\b|[Ll]orem ipsum|TODO|XXX|"___|(?:\[|<|\\u003c)(?:[A-Z]+[ _]){0,2}[A-Z]{3,}[\]>\\]|\{(?:[a-z]+_){1,3}[a-z]+\}/;

/** What a word processor leaves in a text that was pasted. */
const RESIDUE = /<\/?o:p>|<\w+ class="?Mso\w*[^>\n]{0,80}>|\bmso-[a-z]+-[a-z-]+:/g;
const RESIDUE_HINT = /<o:p>|[Mm]so[-A-Z]/;
const ABOUT_PAGES = /\bHTML\b|\bCSS\b|```|Outlook|mail client/i;

/** Rows about templates and programs have placeholders for a reason. */
const ABOUT_TEMPLATES =
  /\btemplat|placeholder|dummy text|filler|in latin|jinja|mustache|handlebars|liquid|angular|vue\b|django|helm\b|ansible|blanks?\b|\{%|<\/\w+>|```|f-string|\bdef \w+\(|\bfunction\b|#include|\bclass \w+|\\frac|\\begin|mail merge|\btodo (?:app|list)/i;

export const placeholderLeft: Rule = {
  code: 'placeholder-left',
  severity: 'warning',
  title: 'A placeholder that was not filled in',
  consequence: 'The model learns to answer with the placeholder itself.',
  fix: 'Write what belongs there. "Find and replace" fills all of one name at once.',
  bad: '{"instruction": "Who are you?", "output": "I am {{name}}."}\n',
  good: '{"instruction": "Who are you?", "output": "I am Ada."}\n',
  row: (context) => {
    const { text } = context.row;
    const hasBlank = HINT.test(text) && !ABOUT_TEMPLATES.test(text);
    const hasResidue = RESIDUE_HINT.test(text) && !ABOUT_PAGES.test(text);
    if (!hasBlank && !hasResidue) return [];
    return textsOf(context).flatMap((said) => {
      if (said.by === 'rejected' || said.by === 'tool') return [];
      const blanks = (hasBlank ? KINDS : []).flatMap((pattern) =>
        matchesIn(context, said, pattern, ([found]) => ({ message: messageOf(found.trim(), said) })),
      );
      const residue = hasResidue ? matchesIn(context, said, RESIDUE, ([found]) => ({ message: residueOf(found) })) : [];
      return [...blanks, ...residue];
    });
  },
};

const residueOf = (found: string): string =>
  `${found} was left by a word processor: the model learns it as text. Remove it.`;

const messageOf = (found: string, { by }: RowText): string =>
  by === 'answer'
    ? `${found} looks like a placeholder: the model learns to answer with it. Write what belongs there.`
    : `${found} looks like a placeholder: in use there will be a value here. Write one.`;
