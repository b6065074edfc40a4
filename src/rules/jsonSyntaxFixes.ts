/** Quick fixes of a row that is not JSON. */
import { repairJson, type Repair, type RepairKind } from './jsonRepair.ts';
import { removeThisRow, type Fix } from './rule.ts';

export function jsonSyntaxFixes(text: string): readonly Fix[] {
  const repairs = /^\s*\/[/*]/.test(text) ? undefined : repairJson(text);
  if (repairs === undefined || repairs.length === 0) return [removeThisRow];
  const titles = [...new Set(repairs.map(titleOf))];
  const isSafe = repairs.every(({ isSure }) => isSure);
  return [
    {
      title: [titles[0]!, ...titles.slice(1).map((title) => title[0]!.toLowerCase() + title.slice(1))].join(', '),
      ...(isSafe ? { isSafe } : {}),
      edits: repairs.map(({ place, text }) => ({ place, text })),
    },
    removeThisRow,
  ];
}

const TITLES: Record<RepairKind, string> = {
  'trailing-comma': 'Remove the comma before the closing bracket',
  'comma-after-row': 'Remove the comma after the row',
  'missing-comma': 'Insert the comma',
  'missing-colon': 'Insert the colon',
  'other-quotes': 'Write straight double quotation marks',
  literal: '',
  'bare-key': 'Put the key in quotation marks',
  'bare-text': 'Put the text in quotation marks',
  comment: 'Remove the comment',
  escape: 'Write the backslash as JSON reads it',
  'inner-quote': 'Escape the quotation marks inside the text',
  'control-character': 'Write the control character as an escape',
  'several-values': 'Put each row on a line of its own',
  'not-closed': 'Close the row',
};

const titleOf = ({ kind, text }: Repair): string => (kind === 'literal' ? `Write ${text}` : TITLES[kind]);
