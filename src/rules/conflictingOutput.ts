/** conflicting-output: rows that ask the same and answer differently. One problem a prompt, with links to its other rows. */
import type { FileFinding, Rule } from './rule.ts';

/** Links of one problem; a prompt may have thousands of answers. */
const MAX_RELATED = 20;

/** Rows with one prompt: the first of each answer, and all that do not answer as the first of all does. */
type Group = { nRows: number; answers: Set<number>; firsts: number[]; differing: number[] };

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
    // Rows with one prompt are chained, so that a group is only gathered when its words are asked for.
    const next = new Uint32Array(indexes.length);
    const last = new Uint32Array(indexes.length);
    /** The first that answers otherwise. */
    const seconds = new Uint32Array(indexes.length);
    for (let place = 0; place < indexes.length; place++) {
      const first = firsts[place]!;
      if (first !== place) next[last[first]!] = place;
      last[first] = place;
      if (seconds[first] === 0 && answerAt(place) !== answerAt(first)) seconds[first] = place;
    }
    for (let first = 0; first < indexes.length; first++) if (seconds[first] !== 0) yield findingOf(first);

    function findingOf(place: number): FileFinding {
      const first = indexes[place]!;
      return {
        range: rangeOf(indexes[seconds[place]!]!),
        message: () => {
          const { nRows, answers } = groupOf(place);
          const amount = nRows === 2 ? '' : ` (${nRows} rows have this prompt, with ${answers.size} answers)`;
          return `The same prompt as row ${rowNumber(first)} with another answer${amount}: the model learns neither for sure. Keep the best one, or say in the prompts what differs.`;
        },
        related: () => {
          const more = groupOf(place).firsts.slice(2);
          const shown = more.slice(0, MAX_RELATED - 1);
          const left = more.length - shown.length;
          return [
            { range: rangeOf(first), message: 'The first row with this prompt.' },
            ...shown.map((index, i) => ({
              range: rangeOf(index),
              message:
                left > 0 && i === shown.length - 1
                  ? `Another answer to it; ${left} more are not linked.`
                  : 'Another answer to it.',
            })),
          ];
        },
        fixes: () => {
          const { differing } = groupOf(place);
          return [
            {
              title: `Keep the answer of row ${rowNumber(first)}, remove ${differing.length === 1 ? 'this row' : `the ${differing.length} rows with others`}`,
              edits: differing.map((index) => ({ removeRow: index })),
            },
          ];
        },
      };
    }

    function groupOf(first: number): Group {
      const group: Group = { nRows: 0, answers: new Set(), firsts: [], differing: [] };
      for (let place = first; group.nRows === 0 || place !== 0; place = next[place]!) {
        const [index, answer] = [indexes[place]!, answerAt(place)];
        group.nRows++;
        if (answer !== answerAt(first)) group.differing.push(index);
        if (group.answers.has(answer)) continue;
        group.answers.add(answer);
        group.firsts.push(index);
      }
      return group;
    }
  },
};
