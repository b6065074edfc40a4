/** Registers every recorded kernel once. A kernel that is missing fails the trace by name. */
import { defineElementwise } from './elementwise.ts';
import { defineFused } from './fused.ts';
import { defineInference } from './inference.ts';
import { defineLayout } from './layout.ts';
import { defineReduce } from './reduce.ts';

let registered = false;

export function registerTraceKernels(): void {
  if (registered) return;
  registered = true;
  defineElementwise();
  defineLayout();
  defineReduce();
  defineFused();
  defineInference();
}
