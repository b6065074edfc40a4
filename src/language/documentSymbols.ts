/** Outline: rows with their number and first words, and their messages below them. */
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver/node';
import { fieldsOf } from '../dataset/columns.ts';
import type { RowFacts } from '../dataset/row.ts';
import { locateField, treeOf } from '../rules/locate.ts';
import { rowRanges } from '../rules/rowRanges.ts';
import type { Place } from '../rules/rule.ts';
import { toRange, type LanguageDocument } from './document.ts';
import { firstWords, promptOf, rowParts } from './rowParts.ts';

/** More rows than this nobody reads in an outline, and editors become slow with them. */
const MAX_ROWS = 5000;
const MAX_NAME = 60;

type Outline = { prompt: string; parts: { label: string; words: string; place: Place }[] };

/** Rows do not change, files do: an edit looks anew only at the rows that it wrote. */
const known = new WeakMap<RowFacts, { format: string; outline: Outline }>();

export function documentSymbols(document: LanguageDocument): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  const ranges = rowRanges();
  let index = 0;
  for (; index < document.nRows && symbols.length < MAX_ROWS; index++) {
    const row = document.row(index)!;
    const { facts, start } = row;
    if (facts.blank) continue;
    const range = toRange(ranges(facts.text, undefined, start));
    const { prompt, parts } = outlineOf(document, facts);
    symbols.push({
      name: `${index + 1}  ${firstWords(prompt, MAX_NAME)}`.trim(),
      kind: SymbolKind.Object,
      range,
      selectionRange: range,
      children: parts.map(({ label, words, place }) => {
        const at = toRange(ranges(facts.text, place, start));
        return { name: label, detail: words, kind: KINDS[label] ?? SymbolKind.String, range: at, selectionRange: at };
      }),
    });
  }
  const rest = index < document.nRows ? restOf(document, index) : undefined;
  return rest === undefined ? symbols : [...symbols, rest];
}

const KINDS: Record<string, SymbolKind> = {
  system: SymbolKind.Constant,
  developer: SymbolKind.Constant,
  user: SymbolKind.Variable,
  human: SymbolKind.Variable,
  assistant: SymbolKind.Function,
  gpt: SymbolKind.Function,
  function_call: SymbolKind.Function,
  tool: SymbolKind.Interface,
  observation: SymbolKind.Interface,
};

function restOf(document: LanguageDocument, from: number): DocumentSymbol | undefined {
  const nRows = document.nRows - from;
  const first = document.row(from)!;
  const last = document.row(document.nRows - 1)!;
  const range = toRange({
    startLine: first.start.line,
    startColumn: first.start.column,
    endLine: last.start.line,
    endColumn: last.start.column + last.facts.text.length,
  });
  const name = `${nRows.toLocaleString('en-US')} more rows: use "Go to Row"`;
  return last.facts.blank && nRows === 1
    ? undefined
    : { name, kind: SymbolKind.Namespace, range, selectionRange: { start: range.start, end: range.start } };
}

function outlineOf({ format, columns }: LanguageDocument, facts: RowFacts): Outline {
  const before = known.get(facts);
  const key = `${format} ${JSON.stringify(columns)}`;
  if (before?.format === key) return before.outline;
  const outline = readOutline(format, columns, facts);
  known.set(facts, { format: key, outline });
  return outline;
}

function readOutline(
  format: LanguageDocument['format'],
  columns: LanguageDocument['columns'],
  facts: RowFacts,
): Outline {
  const fields = facts.value === undefined ? undefined : fieldsOf(facts.value, columns);
  if (fields === undefined) return { prompt: facts.text, parts: [] };
  const parts = rowParts(format, fields);
  const tree = treeOf(facts.text);
  return {
    prompt: promptOf(parts),
    parts: parts.map(({ label, text, path }) => ({
      label,
      words: firstWords(text, MAX_NAME),
      place: locateField(facts, columns, 'value', path, tree),
    })),
  };
}
