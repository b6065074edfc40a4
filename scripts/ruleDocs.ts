/** The page of a rule, from the rule's own words: docs/rules/<code>.md. */
import type { Rule } from '../src/rules/rule.ts';
import { RULES } from '../src/rules/rules.ts';

/** File name -> text, the list of all pages included. */
export function rulePages(): Map<string, string> {
  const pages = new Map(RULES.map((rule) => [`${rule.code}.md`, page(rule)]));
  const rows = RULES.map(({ code, severity, title }) => `| [\`${code}\`](${code}.md) | ${severity} | ${title} |`);
  pages.set('README.md', `# Rules\n\n| code | severity | what |\n| --- | --- | --- |\n${rows.join('\n')}\n`);
  return pages;
}

function page(rule: Rule): string {
  const { code, severity, title, consequence, fix, bad, good, encoding, source, target, brief, goodBrief } = rule;
  const note = encoding === undefined ? '' : ' (saved as Latin-1)';
  return [
    `# ${code}`,
    `${title}. Severity: ${severity}.${target === undefined ? '' : ` Checked only for the target \`${target}\` (\`--target ${target}\`, setting \`tunewright.targets\`).`}`,
    `**What trainers do.** ${consequence}`,
    `**Fix.** ${fix}`,
    ...(source === undefined ? [] : [`**Source.** ${source}.`]),
    ...(brief === undefined ? [] : ['The brief:', block(brief, 'json')]),
    `A file with the problem${note}:`,
    block(bad),
    'Mended:',
    ...(goodBrief === undefined ? [] : [block(goodBrief, 'json')]),
    `${block(good)}\n`,
  ].join('\n\n');
}

/** A byte order mark and a carriage return cannot be seen; their names can. */
const block = (text: string, language = 'jsonl'): string =>
  `\`\`\`${language}\n${text.replaceAll('\uFEFF', '<BOM>').replaceAll('\r', '<CR>')}\`\`\``;
