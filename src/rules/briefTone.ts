/** brief-tone: an answer does not sound as the brief wants. */
import type { Answer } from '../dataset/brief/answers.ts';
import type { CompiledBrief } from '../dataset/brief/compiled.ts';
import { personFaults, registerFaults } from '../dataset/brief/tone.ts';
import { answersIn } from './briefAnswers.ts';
import type { Finding, Rule, RowContext } from './rule.ts';
import { placeInString } from './stringPlace.ts';

export const briefTone: Rule = {
  code: 'brief-tone',
  severity: 'warning',
  title: 'An answer does not sound as the brief wants',
  consequence: 'The model learns the tone of the rows: mixed tones give a mixed voice.',
  fix: 'Reword the answer, or change the tone in the brief.',
  brief: '{"tone": {"register": "formal", "mustNotPhrases": ["no problem"]}}\n',
  bad: '{"instruction": "May I pay later?", "output": "No problem, you don\'t have to pay now."}\n',
  good: '{"instruction": "May I pay later?", "output": "Yes, payment is due within 30 days."}\n',
  row: (context) => {
    const { brief } = context;
    if (brief?.brief.tone === undefined) return [];
    return answersIn(context).flatMap((answer) => findingsOf(brief, answer, context));
  },
};

function findingsOf(brief: CompiledBrief, answer: Answer, { row, at }: RowContext): Finding[] {
  const { register, person } = brief.brief.tone ?? {};
  const findings: Finding[] = [];
  for (const { text, path } of answer.pieces) {
    const add = (place: Finding['place'], message: string, severity?: Finding['severity']): void => {
      const inRow = placeInString(row.text, at('value', path), place);
      findings.push({ message, place: inRow, ...(severity === undefined ? {} : { severity }) });
    };
    const forbidden = brief.mustNotPhrases.find(text);
    if (forbidden !== undefined)
      add(
        forbidden,
        `The brief wants no answer with "${forbidden.phrase}": the model would learn to say it. Reword it.`,
      );
    for (const fault of registerFaults(register, text))
      add(fault, `This is ${fault.what}; the brief wants a ${register ?? ''} register. Reword it.`, 'information');
    for (const fault of personFaults(person, text))
      add(fault, `The answer says ${fault.what}; ${personWords(person)}. Reword it.`, 'information');
  }
  for (const phrase of brief.mustPhrases.missing(answer.text))
    findings.push({
      message: `The brief wants "${phrase}" in every answer; this one lacks it. Add it.`,
      place: at('value', answer.path),
    });
  return findings;
}

const personWords = (person: 'I' | 'we' | 'impersonal' | undefined): string =>
  person === 'impersonal'
    ? 'by the brief the assistant does not speak of itself'
    : `by the brief the assistant speaks of itself as "${person ?? ''}"`;
