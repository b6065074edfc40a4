/** placeholder-left: a blank that nobody filled in. */
import { matchesIn, textsOf, type RowText } from './rowTexts.ts';
import type { Rule } from './rule.ts';

const KINDS: readonly RegExp[] = [
  // {{name}}, as templates of data have it; not the {{x}} of sets and of Python's f-strings.
  /(?<![{\\$]|\b[fF]["'][^"'\n]{0,200})\{\{ ?[A-Za-z_][\w.-][\w .-]{0,39}\}\}(?!\})/g,
  /<(?:YOUR|INSERT|ENTER|ADD|FILL)[ _-][A-Z0-9 _-]{1,40}>/g,
  /\[(?:insert|fill in|(?:enter|add) (?:your|the|an?))\b[^\][\n]{1,60}\]/gi,
  /\blorem ipsum dolor\b/gi,
  /(?<![\w.]|(?:\/\/|#|\*|--|;)[ \t]*)TODO:|[[(<]TODO\b|^TODO$/gm,
  /\bX{3}[-. ]X{3}[-. ]X{4}\b|\$X{2,}\b|(?<![\w-])X{5,}(?![\w-])/g,
];

/** One of these is in every placeholder. */
const HINT =
  /\{\{|(?:<|\\u003c)(?:YOUR|INSERT|ENTER|ADD|FILL)|\[(?:[Ii]nsert|INSERT|[Ee]nter|ENTER|[Ff]ill in|[Aa]dd)\b|[Ll]orem ipsum|TODO|XXX/;

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
    if (!HINT.test(text) || ABOUT_TEMPLATES.test(text)) return [];
    return textsOf(context).flatMap((said) =>
      said.by === 'rejected' || said.by === 'tool'
        ? []
        : KINDS.flatMap((pattern) =>
            matchesIn(context, said, pattern, ([found]) => ({ message: messageOf(found.trim(), said) })),
          ),
    );
  },
};

const messageOf = (found: string, { by }: RowText): string =>
  by === 'answer'
    ? `${found} looks like a placeholder: the model learns to answer with it. Write what belongs there.`
    : `${found} looks like a placeholder: in use there will be a value here. Write one.`;
