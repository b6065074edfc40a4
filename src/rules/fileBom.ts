/** file-bom: the file starts with a byte order mark. */
import { REMOVE_BOM, type Rule } from './rule.ts';

export const fileBom: Rule = {
  code: 'file-bom',
  severity: 'warning',
  title: 'The file starts with a byte order mark',
  consequence: 'Readers that expect plain UTF-8 take the mark for a part of the first row and cannot parse it.',
  fix: 'Save the file as UTF-8 without BOM.',
  bad: '\uFEFF{"text": "A row."}\n',
  good: '{"text": "A row."}\n',
  file: ({ bom }) =>
    bom
      ? [
          {
            message:
              'The file starts with a byte order mark: many readers cannot parse its first row. Save it as UTF-8 without BOM.',
            range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
            fixes: [{ title: 'Remove the byte order mark', isSafe: true, edits: [REMOVE_BOM] }],
          },
        ]
      : [],
};
