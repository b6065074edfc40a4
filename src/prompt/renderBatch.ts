/** Runs many render plans side by side: each round of all of them is one call to the template. */
import type { RenderJob } from './renderJob.ts';
import type { RenderPlan } from './spans.ts';
import type { ChatTemplate } from './template.ts';

export type Outcome<T> = { value: T } | { error: unknown };

/** One outcome a plan, in order. A plan that throws fails alone; a template that hangs fails the whole call. */
export async function renderBatch<T>(plans: RenderPlan<T>[], template: ChatTemplate): Promise<Outcome<T>[]> {
  const outcomes: Outcome<T>[] = [];
  let waiting: { index: number; jobs: RenderJob[] }[] = [];
  const advance = (index: number, step: () => IteratorResult<RenderJob[], T>): void => {
    try {
      const result = step();
      if (result.done === true) outcomes[index] = { value: result.value };
      else waiting.push({ index, jobs: result.value });
    } catch (error) {
      outcomes[index] = { error };
    }
  };
  for (const [index, plan] of plans.entries()) advance(index, () => plan.next([]));
  while (waiting.length > 0) {
    const round = waiting;
    waiting = [];
    const results = await template.render(round.flatMap(({ jobs }) => jobs));
    let position = 0;
    for (const { index, jobs } of round) {
      const own = results.slice(position, (position += jobs.length));
      advance(index, () => plans[index]!.next(own));
    }
  }
  return outcomes;
}
