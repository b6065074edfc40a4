/** The rules that read what texts say. */
import { mojibake } from './mojibake.ts';
import { outputCutOff } from './outputCutOff.ts';
import { personalData } from './personalData.ts';
import { placeholderLeft } from './placeholderLeft.ts';
import { promptRepeatedInOutput } from './promptRepeatedInOutput.ts';
import { repeatedText } from './repeatedText.ts';
import type { Rule } from './rule.ts';
import { secret } from './secret.ts';
import { selfIdentification } from './selfIdentification.ts';
import { whitespaceEdge } from './whitespaceEdge.ts';

export const CONTENT_RULES: readonly Rule[] = [
  whitespaceEdge,
  mojibake,
  placeholderLeft,
  promptRepeatedInOutput,
  repeatedText,
  outputCutOff,
  selfIdentification,
  secret,
  personalData,
];
