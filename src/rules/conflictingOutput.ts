/** conflicting-output: rows that ask the same and answer differently. One problem a prompt, with links to its other rows. */
import type { FileFinding, Rule } from './rule.ts';

/** Links of one problem; a prompt may have thousands of answers. */
const MAX_RELATED = 20;

/** Rows with one prompt: the first, the first of each other answer, and all that do not answer as the first does. */
type Group = { first: number; nRows: number; answers: Set<number>; others: number[]; differing: number[] };

export const conflictingOutput: Rule = {
  code: 'conflicting-output',
  severity: 'warning',
  title: 'The same prompt with different answers',
  consequence:
    'The model is pulled towards each of the answers and learns none of them for sure; its loss on these rows cannot get low. ' +
    'Prompts are compared without regard to case and white space.',
  fix: 'Keep the best answer, or say in the prompts what makes the answers differ.',
  bad: '{"prompt": "Capital of France?", "completion": " Paris"}\n{"prompt": "Capital of  france?", "completion": " Lyon"}\n',
  good: '{"prompt": "Capital of France?", "completion": " Paris"}\n{"prompt": "Second city of France?", "completion": " Lyon"}\n',
  *file({ rows, repeated, rangeOf, rowNumber }) {
    const { indexes, firsts } = repeated.prompts.keys();
    const answerAt = (place: number): number => rows.answerKey(indexes[place]!);
    // Rows with one prompt are chained, so that no more than one group is held at a time.
    const next = new Uint32Array(indexes.length);
    const last = new Uint32Array(indexes.length);
    const differs = new Uint8Array(indexes.length);
    for (let place = 0; place < indexes.length; place++) {
      const first = firsts[place]!;
      if (first !== place) next[last[first]!] = place;
      last[first] = place;
      if (answerAt(place) !== answerAt(first)) differs[first] = 1;
    }
    for (let first = 0; first < indexes.length; first++) if (differs[first] === 1) yield findingOf(groupOf(first));

    function groupOf(first: number): Group {
      const group: Group = {
        first: indexes[first]!,
        nRows: 1,
        answers: new Set([answerAt(first)]),
        others: [],
        differing: [],
      };
      for (let place = next[first]!; place !== 0; place = next[place]!) {
        const [index, answer] = [indexes[place]!, answerAt(place)];
        group.nRows++;
        if (answer !== rows.answerKey(group.first)) group.differing.push(index);
        if (group.answers.has(answer)) continue;
        group.answers.add(answer);
        group.others.push(index);
      }
      return group;
    }

    function findingOf({ first, nRows, answers, others, differing }: Group): FileFinding {
      const [second, ...more] = others;
      const shown = more.slice(0, MAX_RELATED - 1);
      const amount = nRows === 2 ? '' : ` (${nRows} rows have this prompt, with ${answers.size} answers)`;
      const left = more.length - shown.length;
      return {
        message: `The same prompt as row ${rowNumber(first)} with another answer${amount}: the model learns neither for sure. Keep the best one, or say in the prompts what differs.`,
        range: rangeOf(second!),
        related: [
          { range: rangeOf(first), message: 'The first row with this prompt.' },
          ...shown.map((index, i) => ({
            range: rangeOf(index),
            message:
              left > 0 && i === shown.length - 1
                ? `Another answer to it; ${left} more are not linked.`
                : 'Another answer to it.',
          })),
        ],
        fixes: () => [
          {
            title: `Keep the answer of row ${rowNumber(first)}, remove ${differing.length === 1 ? 'this row' : `the ${differing.length} rows with others`}`,
            edits: differing.map((index) => ({ removeRow: index })),
          },
        ],
      };
    }
  },
};
