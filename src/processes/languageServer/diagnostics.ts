/** Problems as an editor shows them. Editors keep a limited number a file: errors come first, and the last entry counts what is left out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity, type Diagnostic, type Range } from 'vscode-languageserver/node';
import { installFolder } from '../../common/entries.ts';
import { PRODUCT } from '../../common/product.ts';
import type { Problem, Range0, Severity } from '../../dataset/problem.ts';
import type { CheckResult } from '../../rules/datasetCheck.ts';

/** VS Code keeps 1,000 a file; the rest is for other tools. */
const MAX_DIAGNOSTICS = 900;

const SEVERITIES: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

export function diagnosticsOf(
  { problems, counts }: Pick<CheckResult, 'problems' | 'counts'>,
  uri: string,
): Diagnostic[] {
  const inOrder = (['error', 'warning', 'information'] as const).flatMap((severity) =>
    problems.filter((problem) => problem.severity === severity),
  );
  const shown = inOrder.slice(0, MAX_DIAGNOSTICS).map((problem) => toDiagnostic(problem, uri));
  const left = inOrder.slice(MAX_DIAGNOSTICS);
  const last = problems.findLast(({ severity }) => severity === 'error') ?? problems.at(-1);
  if (left.length === 0 || last === undefined) return shown;
  const worst = SEVERITIES[last.severity];
  return [
    ...shown,
    {
      code: 'more-problems',
      source: PRODUCT.command,
      severity: worst,
      range: toRange(last.range),
      message:
        `${number(left.length)} more problems, the last at line ${number(last.range.startLine + 1)}. ` +
        `In all: ${number(counts.errors)} errors, ${number(counts.warnings)} warnings, ${number(counts.information)} notes.`,
    },
  ];
}

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

const toRange = ({ startLine, startColumn, endLine, endColumn }: Range0): Range => ({
  start: { line: startLine, character: startColumn },
  end: { line: endLine, character: endColumn },
});

const pages = new Map<string, string | undefined>();

/** The rule's page, where it was installed with us. */
function pageOf(code: string): string | undefined {
  if (!pages.has(code)) {
    const path = join(installFolder(), 'docs', 'rules', `${code}.md`);
    pages.set(code, existsSync(path) ? pathToFileURL(path).href : undefined);
  }
  return pages.get(code);
}
