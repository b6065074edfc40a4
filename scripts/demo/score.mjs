// Scores answers to the held-out questions: an answer is right when it holds the one fact string fixed for its question.

/** @typedef {{ prompt: string, expect: string, kind: 'fact' | 'decline' }} Question */

/** @param {Question[]} questions @param {string[]} answers in the same order */
export function score(questions, answers) {
  const right = (question, answer) => answer.toLowerCase().includes(question.expect.toLowerCase());
  const count = (kind) => {
    const of = questions
      .map((q, i) => ({ q, answer: answers[i] }))
      .filter(({ q }) => kind === undefined || q.kind === kind);
    return { right: of.filter(({ q, answer }) => right(q, answer)).length, of: of.length };
  };
  return { facts: count('fact'), declines: count('decline'), all: count() };
}

/** The best that any single fixed answer (one of the training outputs) would score. */
export function bestConstantAnswer(questions, outputs) {
  const scored = [...new Set(outputs)].map((output) => ({
    output,
    ...score(
      questions,
      questions.map(() => output),
    ).all,
  }));
  return scored.reduce((best, one) => (one.right > best.right ? one : best));
}

export const percent = ({ right, of }) => `${((100 * right) / of).toFixed(0)} % (${right} of ${of})`;
