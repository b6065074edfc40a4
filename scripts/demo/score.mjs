// Scores answers to the held-out questions: an answer is right when it holds the one fact string fixed for its question.

/** @typedef {{ prompt: string, expect: string, kind: 'fact' | 'decline' }} Question */

export const isRight = (question, answer) => answer.toLowerCase().includes(question.expect.toLowerCase());

/** @param {Question[]} questions @param {string[]} answers in the same order */
export function score(questions, answers) {
  const count = (kind) => {
    const of = questions
      .map((q, i) => ({ q, answer: answers[i] }))
      .filter(({ q }) => kind === undefined || q.kind === kind);
    return { right: of.filter(({ q, answer }) => isRight(q, answer)).length, of: of.length };
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

/** What the demo must show, with whether it does. The controls say what a score is worth: a model that learned nothing passes none. */
export function verdicts({ base, tuned, shuffled, constant }) {
  const share = ({ right, of }) => right / of;
  return [
    { target: 'tuned answers at least 70 % of the facts', met: share(tuned.facts) >= 0.7 },
    { target: 'tuned declines at least 70 % of what it must decline', met: share(tuned.declines) >= 0.7 },
    { target: 'base is right on less than 10 %', met: share(base.all) < 0.1 },
    { target: 'tuned on shuffled outputs is right on less than 20 %', met: share(shuffled.all) < 0.2 },
    { target: 'no constant answer is right on 25 %', met: share(constant) < 0.25 },
  ];
}
