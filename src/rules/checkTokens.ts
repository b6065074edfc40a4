/** The rules that need tokens, on one row. Which rows have tokens, and who made them, is their caller's business. */
import { placeContent, sourceRange, type PlacedPiece } from '../dataset/contentPlaces.ts';
import type { Columns, Path } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { RowFacts } from '../dataset/row.ts';
import type { Sample } from '../dataset/sample.ts';
import type { TokenOutcome } from '../prompt/tokenFacts.ts';
import { contextOf, NO_FINDINGS, type RowFinding } from './checkRow.ts';
import { wholePlace } from './locate.ts';
import type { RowContext, TokenContext } from './rule.ts';
import type { ActiveRules } from './ruleSettings.ts';

export type RowTokens = { sample: Sample; outcome: TokenOutcome };

export function checkTokens(
  row: RowFacts,
  format: FormatId | 'unknown',
  columns: Columns,
  rules: ActiveRules,
  { sample, outcome }: RowTokens,
): readonly RowFinding[] {
  if (rules.tokens.length === 0 || !isNotable(outcome)) return NO_FINDINGS;
  const base = contextOf(row, format, columns, rules);
  let placed: PlacedPiece[][] | undefined;
  const context: TokenContext = {
    ...base,
    tokens: outcome,
    answer: answerOf(base),
    placeOf: (part, start, end) => {
      if (row.value === undefined) return undefined;
      placed ??= placeContent({ text: row.text, value: row.value, format, columns }, sample);
      return sourceRange(placed[part] ?? [], start, end);
    },
  };
  return rules.tokens.flatMap(({ code, tokens }) => tokens(context).map((finding) => ({ code, finding })));
}

/** Most rows are short, end well and say nothing special: their meaning is not worked out a second time. */
function isNotable(outcome: TokenOutcome): boolean {
  if (!('facts' in outcome)) return true;
  const { nTokensCut, specialTokens, zeroSignal, nSupervised, nTokens } = outcome.facts;
  return nTokensCut > 0 || specialTokens.length > 0 || zeroSignal !== undefined || nSupervised * 20 < nTokens;
}

const ANSWER_FIELDS: Partial<Record<FormatId | 'unknown', Path>> = {
  alpaca: ['output'],
  completion: ['completion'],
  text: ['text'],
};

function answerOf({ row, format, turns, at }: RowContext): TokenContext['answer'] {
  const path = turns?.findLast(({ trained }) => trained)?.contentPath ?? ANSWER_FIELDS[format];
  return path === undefined ? wholePlace(row.text) : at('value', path);
}
