/** Problems as an editor shows them. Editors keep a limited number a file: errors come first, and the last entry counts what is left out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { installFolder } from '../../common/entries.ts';
import { PRODUCT } from '../../common/product.ts';
import type { BriefNote, BriefProblem } from '../../dataset/brief/read.ts';
import type { Problem, Severity } from '../../dataset/problem.ts';
import { MORE_PROBLEMS } from '../../language/codeActions.ts';
import { toRange } from '../../language/document.ts';
import type { CheckResult } from '../../rules/datasetCheck.ts';

/** VS Code keeps 1,000 a file; the rest is for other tools. */
export const MAX_DIAGNOSTICS = 900;

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** `result`: of at most MAX_DIAGNOSTICS problems, the worst. */
export function diagnosticsOf({ problems, counts, lastLine }: CheckResult, uri: string): Diagnostic[] {
  const shown = (['error', 'warning', 'information'] as const).flatMap((severity) =>
    problems.filter((problem) => problem.severity === severity).map((problem) => toDiagnostic(problem, uri)),
  );
  const nLeft = counts.errors + counts.warnings + counts.information - shown.length;
  const worst = shown[0]?.severity;
  if (nLeft === 0 || worst === undefined) return shown;
  return [
    ...shown,
    {
      code: MORE_PROBLEMS,
      source: PRODUCT.command,
      severity: worst,
      range: { start: { line: lastLine, character: 0 }, end: { line: lastLine, character: 0 } },
      message:
        `${number(nLeft)} more problems, the last at line ${number(lastLine + 1)}. ` +
        `In all: ${number(counts.errors)} errors, ${number(counts.warnings)} warnings, ${number(counts.information)} notes.`,
    },
  ];
}

export const briefDiagnostics = (problems: readonly BriefProblem[]): Diagnostic[] =>
  problems.map(({ message, range }) => ({
    code: 'brief-invalid',
    source: PRODUCT.command,
    severity: DiagnosticSeverity.Error,
    message,
    range: toRange(range),
  }));

export const noteDiagnostics = (notes: readonly BriefNote[]): Diagnostic[] =>
  notes.map(({ message, range }) => ({
    code: 'brief-unchecked',
    source: PRODUCT.command,
    severity: DiagnosticSeverity.Information,
    message,
    range: toRange(range),
  }));

const number = (n: number): string => n.toLocaleString('en-US');

function toDiagnostic({ code, severity, message, range, related }: Problem, uri: string): Diagnostic {
  const href = pageOf(code);
  return {
    code,
    source: PRODUCT.command,
    severity: SEVERITIES[severity],
    message,
    range: toRange(range),
    ...(href === undefined ? {} : { codeDescription: { href } }),
    ...(related === undefined
      ? {}
      : {
          relatedInformation: related.map((other) => ({
            location: { uri, range: toRange(other.range) },
            message: other.message,
          })),
        }),
  };
}

const pages = new Map<string, string | undefined>();

/** The rule's page, where it was installed with us. */
function pageOf(code: string): string | undefined {
  if (!pages.has(code)) {
    const path = join(installFolder(), 'docs', 'rules', `${code}.md`);
    pages.set(code, existsSync(path) ? pathToFileURL(path).href : undefined);
  }
  return pages.get(code);
}
