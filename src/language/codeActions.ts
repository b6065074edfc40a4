/** Code actions: a problem's fixes, the removal of its row, what can be done about its rule, and all safe fixes of the file at once. */
import { isDeepStrictEqual } from 'node:util';
import {
  CodeActionKind,
  type CodeAction,
  type Command,
  type Diagnostic,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Problem, TextEdit0 } from '../dataset/problem.ts';
import { toRange, type LanguageDocument } from './document.ts';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.tunewright`;
/** The code of the diagnostic that counts what is left out. */
export const MORE_PROBLEMS = 'more-problems';

export type ActionContext = {
  document: LanguageDocument;
  range: Range;
  diagnostics: readonly Diagnostic[];
  /** Kinds that the client asks for; undefined: all. */
  only: readonly string[] | undefined;
  /** A person asked, rather than the cursor having moved: what takes longer may be offered too. */
  isInvoked: boolean;
  commands: ReadonlySet<string>;
  /** The problems that start on these lines, `end` exclusive, or in the same value over several lines, with their fixes; all without lines. */
  problems: (lines?: { start: number; end: number }) => readonly Problem[];
  /** Edits as the client takes them. */
  workspaceEdit: (edits: TextEdit[]) => WorkspaceEdit;
};

export function codeActions(context: ActionContext): CodeAction[] {
  return [
    ...(isAsked(context, CodeActionKind.QuickFix) ? quickFixes(context) : []),
    ...(isAsked(context, FIX_ALL) ? fixAll(context, FIX_ALL) : []),
  ];
}

/** A kind holds those below it. Without any named, source actions are not meant. */
function isAsked({ only }: ActionContext, kind: string): boolean {
  if (only === undefined) return kind === CodeActionKind.QuickFix;
  return only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
}

function quickFixes(context: ActionContext): CodeAction[] {
  const { range } = context;
  const onLines = context.problems({ start: range.start.line, end: range.end.line + 1 });
  const problems = onLines.filter((problem) => touches(toRange(problem.range), range) || joins(problem, range));
  const removal = problems.length === 0 ? [] : removeRow(context, problems);
  const fixes = namedApart(
    problems.flatMap((problem) => problemFixes(problem, context).map((action) => ({ action, range: problem.range }))),
  );
  const isOffered = fixes.some(({ edit }) => isDeepStrictEqual(edit, removal[0]?.edit));
  return [
    ...fixes,
    ...moreProblems(context),
    // The problem is marked at one character: what mends the whole file is offered in all of its row.
    ...suggestedColumns(onLines, context),
    ...(problems.some(isSafelyFixable) ? fixAllHere(context) : []),
    ...(isOffered ? [] : removal),
    ...[...new Set(problems.map(({ code }) => code))].flatMap((code) => ruleActions(code, context)),
  ];
}

/** A fix that joins lines is one for each of them. */
const joins = ({ code, range, fixes }: Problem, asked: Range): boolean =>
  code === 'json-syntax' &&
  range.endLine > range.startLine &&
  fixes?.some(({ edits }) =>
    edits.some((edit) => edit.range.startLine <= asked.start.line && asked.end.line <= edit.range.endLine),
  ) === true;

type PlacedAction = { action: CodeAction; range: Problem['range'] };

/** Two problems may have the same fix: it is offered once. Others of one title say where they are made. */
function namedApart(placed: readonly PlacedAction[]): CodeAction[] {
  const apart = placed.filter(
    ({ action: { title, edit } }, i) =>
      !placed.slice(0, i).some(({ action }) => action.title === title && isDeepStrictEqual(action.edit, edit)),
  );
  return apart.map(({ action, range: { startLine, startColumn } }) => {
    const others = apart.filter((other) => other.action.title === action.title);
    if (others.length === 1) return action;
    const isLineEnough = others.filter(({ range }) => range.startLine === startLine).length === 1;
    const place = isLineEnough ? `line ${startLine + 1}` : `line ${startLine + 1}, column ${startColumn + 1}`;
    return { ...action, title: `${action.title} (${place})` };
  });
}

const touches = (a: Range, b: Range): boolean => !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
const isBefore = (a: Range['start'], b: Range['start']): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);

function problemFixes(problem: Problem, { diagnostics, workspaceEdit }: ActionContext): CodeAction[] {
  // What takes a byte order mark off has no edits: editors keep the mark apart from the text.
  const fixes = (problem.fixes ?? []).filter(({ edits }) => edits.length > 0);
  return fixes.map(({ title, edits, isSafe, removesRows }, i): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnosticsOf(problem, diagnostics),
    edit: workspaceEdit(edits.map(toTextEdit)),
    // "Auto Fix" takes a preferred one unasked: rows that may be meant stay.
    ...(i === 0 && (isSafe || removesRows !== true) ? { isPreferred: true } : {}),
  }));
}

const toTextEdit = ({ range, text }: TextEdit0): TextEdit => ({ range: toRange(range), newText: text });

const diagnosticsOf = ({ code, range }: Problem, diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.filter(
    (diagnostic) =>
      diagnostic.code === code &&
      diagnostic.range.start.line === range.startLine &&
      diagnostic.range.start.character === range.startColumn,
  );

function removeRow(
  { document, diagnostics, workspaceEdit }: ActionContext,
  problems: readonly Problem[],
): CodeAction[] {
  // The elements of an array are divided by commas: only a rule's own fix knows them.
  if (document.layout !== 'jsonl') return [];
  const { startLine, endLine } = problems[0]!.range;
  const last = document.row(endLine);
  if (last === undefined) return [];
  const before = startLine === 0 ? undefined : document.row(startLine - 1);
  const length = last.facts.text.length;
  const isLast = endLine === document.nRows - 1;
  const range: Range = !isLast
    ? { start: { line: startLine, character: 0 }, end: { line: endLine + 1, character: 0 } }
    : before === undefined
      ? { start: { line: 0, character: 0 }, end: { line: endLine, character: length } }
      : {
          start: { line: startLine - 1, character: before.facts.text.length },
          end: { line: endLine, character: length },
        };
  return [
    {
      title: 'Remove this row',
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnosticsOf(problems[0]!, diagnostics),
      edit: workspaceEdit([{ range, newText: '' }]),
    },
  ];
}

function moreProblems(context: ActionContext): CodeAction[] {
  if (!context.diagnostics.some(({ code }) => code === MORE_PROBLEMS)) return [];
  return commandAction(context, 'Show the full report', 'tunewright.showFullReport', [context.document.uri]);
}

function suggestedColumns(problems: readonly Problem[], context: ActionContext): CodeAction[] {
  const { suggestedColumns: columns, uri } = context.document;
  if (columns === undefined || !problems.some(({ code }) => code === 'format-unknown')) return [];
  const words = Object.entries(columns).map(([column, field]) => `"${column}" as ${field}`);
  return commandAction(context, `Read ${words.join(', ')}`, 'tunewright.useColumns', [uri, columns]);
}

function ruleActions(code: string, context: ActionContext): CodeAction[] {
  const { uri } = context.document;
  return [
    ...commandAction(context, `Turn off the rule ${code}`, 'tunewright.setRuleLevel', [uri, code, 'off']),
    ...commandAction(context, `Change the severity of ${code}…`, 'tunewright.setRuleLevel', [uri, code]),
    ...commandAction(context, `Show the page of the rule ${code}`, 'tunewright.showRule', [code]),
  ];
}

const isSafelyFixable = ({ fixes }: Problem): boolean =>
  fixes?.some(({ isSafe, edits }) => isSafe && edits.length > 0) === true;

const fixAllHere = (context: ActionContext): CodeAction[] => [
  ...(context.isInvoked ? fixAll(context, CodeActionKind.QuickFix) : []),
  ...fixOnSave(context),
];

const fixOnSave = (context: ActionContext): CodeAction[] =>
  commandAction(
    context,
    'Fix safe problems on save in this workspace (removes repeated rows)',
    'tunewright.fixOnSave',
    [context.document.uri],
  );

/** None where the client cannot run it. */
function commandAction(
  { commands }: ActionContext,
  title: string,
  command: string,
  args: NonNullable<Command['arguments']>,
): CodeAction[] {
  if (!commands.has(command)) return [];
  return [{ title, kind: CodeActionKind.QuickFix, command: { title, command, arguments: args } }];
}

function fixAll({ problems, workspaceEdit }: ActionContext, kind: string): CodeAction[] {
  const { edits, nRemoved } = safeEdits(problems());
  if (edits.length === 0) return [];
  const removal = nRemoved === 0 ? '' : ` (removes ${nRemoved} repeated ${nRemoved === 1 ? 'row' : 'rows'})`;
  return [{ title: `Fix all safe problems${removal}`, kind, edit: workspaceEdit(edits) }];
}

/** The safe fixes that go together: where two touch, the first; saving again brings the next. */
function safeEdits(problems: readonly Problem[]): { edits: TextEdit[]; nRemoved: number } {
  const fixes = problems.flatMap(({ code, fixes: all }) => {
    const fix = all?.find(({ isSafe, edits }) => isSafe && edits.length > 0);
    return fix === undefined ? [] : [{ edits: fix.edits.map(toTextEdit), removesRow: code === 'duplicate-row' }];
  });
  let nRemoved = 0;
  const taken: TextEdit[] = [];
  const lastByLine = new Map<number, Range[]>();
  for (const { edits, removesRow } of fixes) {
    const lines = edits.flatMap(({ range }) => linesOf(range));
    const isFree = edits.every(({ range }) =>
      linesOf(range).every((line) => (lastByLine.get(line) ?? []).every((other) => !touches(other, range))),
    );
    if (!isFree) continue;
    taken.push(...edits);
    if (removesRow) nRemoved++;
    for (const line of new Set(lines))
      lastByLine.set(line, [...(lastByLine.get(line) ?? []), ...edits.map(({ range }) => range)]);
  }
  return { edits: taken, nRemoved };
}

/** A removed row ends at the start of the next, which it does not touch. */
const linesOf = ({ start, end }: Range): number[] =>
  Array.from({ length: Math.max(1, end.line - start.line + (end.character > 0 ? 1 : 0)) }, (_, i) => start.line + i);
