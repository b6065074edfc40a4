/** The lens for people: the row's text with its trained parts marked, in colour or in brackets. */
import { printable } from '../common/printable.ts';
import type { Span } from '../prompt/encoded.ts';
import type { Truncated } from '../prompt/truncate.ts';
import { countSupervised } from '../prompt/zeroSignal.ts';

export type LensFacts = Truncated & { path: string; row: number; template: { kind: string; hash: string } };

const COLOUR = { open: '\u001b[30;42m', close: '\u001b[0m', cut: '\u001b[2;9m' };
const BRACKETS = { open: '⟦', close: '⟧', cut: '[cut off:] ' };

export function lensText(facts: LensFacts, inColour: boolean): string {
  const { encoded, nTokensCut, nSupervisedCut, path, row, template } = facts;
  const marks = inColour ? COLOUR : BRACKETS;
  const { text, offsets } = encoded;
  const end = nTokensCut === 0 ? text.length : (offsets.at(-1) ?? 0);
  let shown = '';
  let position = 0;
  for (const span of trainedRanges(facts)) {
    shown +=
      printable(text.slice(position, span.start)) +
      marks.open +
      printable(text.slice(span.start, span.end)) +
      marks.close;
    position = span.end;
  }
  shown += printable(text.slice(position, end));
  if (end < text.length)
    shown += `${inColour ? '' : '\n'}${marks.cut}${printable(text.slice(end))}${inColour ? marks.close : ''}`;
  const counts = `${encoded.ids.length} tokens, ${countSupervised(encoded)} trained`;
  const cut = nTokensCut === 0 ? '' : `, ${nTokensCut} cut off (${nSupervisedCut} of them trained)`;
  const key = inColour ? 'on green' : 'in ⟦brackets⟧';
  return `${path}, row ${row}: ${counts}${cut}; ${template.kind} template ${template.hash.slice(0, 12)}; trained text is ${key}\n\n${shown}\n`;
}

/** Character ranges of the trained tokens, neighbours joined. */
function trainedRanges({ encoded }: Truncated): Span[] {
  const { supervised, offsets } = encoded;
  const ranges: Span[] = [];
  for (let t = 0; t < supervised.length; t++) {
    if (supervised[t] === 0) continue;
    const [start, end] = [offsets[2 * t]!, offsets[2 * t + 1]!];
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  return ranges;
}
