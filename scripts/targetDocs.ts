/** The page of the targets, from their own table: docs/targets.md. */
import { FORMAT_IDS } from '../src/dataset/formats.ts';
import type { Target } from '../src/targets/target.ts';
import { TARGETS } from '../src/targets/targets.ts';

const INTRO = `# Targets

A dataset is written for somebody: a trainer or a service, each with its own idea of a good row. Name the ones a file is meant for, and
what they refuse, ignore or skip without a word is reported beside everything else:

\`\`\`sh
tunewright check data.jsonl --target trl,llama-factory
\`\`\`

In the editor the setting \`tunewright.targets\` does the same. One file can be checked for several at once. Nothing is sent anywhere: the facts
below were read in the documentation and the sources of each target, and each rule names the place.

"tunewright convert FILE --to FORMAT --target NAME" writes a file as the target reads it.
`;

export function targetPage(): string {
  const head = `| format | ${TARGETS.map(({ id }) => `\`${id}\``).join(' | ')} |`;
  const line = `| --- | ${TARGETS.map(() => '---').join(' | ')} |`;
  const rows = FORMAT_IDS.map((format) => {
    const marks = TARGETS.map(({ accepts }) => (accepts.some((accepted) => accepted.format === format) ? 'yes' : ''));
    return `| ${format} | ${marks.join(' | ')} |`;
  });
  return [INTRO, `## What each accepts\n\n${[head, line, ...rows].join('\n')}\n`, ...TARGETS.map(section)].join('\n');
}

function section({ id, name, accepts, checks }: Target): string {
  const formats = accepts.map(({ format, how }) => `| ${format} | ${how} |`);
  const rules = checks.map(
    ({ code, severity, consequence }) => `| [\`${code}\`](rules/${code}.md) | ${severity} | ${consequence} |`,
  );
  return [
    `## ${name} (\`${id}\`)\n`,
    `| format | how |\n| --- | --- |\n${formats.join('\n')}\n`,
    `| rule | severity | what happens |\n| --- | --- | --- |\n${rules.join('\n')}\n`,
  ].join('\n');
}
