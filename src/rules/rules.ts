/** The table of all rules. A rule added here is run, documented (docs/rules/<code>.md) and tested by its examples. */
import { briefInvalid } from './briefInvalid.ts';
import { briefLength } from './briefLength.ts';
import { briefTaskMissing } from './briefTaskMissing.ts';
import { briefTone } from './briefTone.ts';
import { briefUnacceptable } from './briefUnacceptable.ts';
import { briefUnchecked } from './briefUnchecked.ts';
import { briefUnknownTask } from './briefUnknownTask.ts';
import { conflictingOutput } from './conflictingOutput.ts';
import { CONTENT_RULES } from './contentRules.ts';
import { duplicateRow } from './duplicateRow.ts';
import { emptyOutput } from './emptyOutput.ts';
import { emptyPrompt } from './emptyPrompt.ts';
import { endsWithUser } from './endsWithUser.ts';
import { fileBom } from './fileBom.ts';
import { fileLineEnds } from './fileLineEnds.ts';
import { fileEmpty } from './fileEmpty.ts';
import { fileEncoding } from './fileEncoding.ts';
import { formatMixed } from './formatMixed.ts';
import { formatUnknown } from './formatUnknown.ts';
import { jsonBlankLine } from './jsonBlankLine.ts';
import { jsonDuplicateKey } from './jsonDuplicateKey.ts';
import { jsonLoneSurrogate } from './jsonLoneSurrogate.ts';
import { jsonNotObject } from './jsonNotObject.ts';
import { jsonSyntax } from './jsonSyntax.ts';
import { lowSignal } from './lowSignal.ts';
import { noEndOfTurn } from './noEndOfTurn.ts';
import { preferenceIdentical } from './preferenceIdentical.ts';
import { overLength } from './overLength.ts';
import { rowNotEncodable } from './rowNotEncodable.ts';
import { specialTokenInText } from './specialTokenInText.ts';
import { missingField } from './missingField.ts';
import { nearDuplicate } from './nearDuplicate.ts';
import { noAssistant } from './noAssistant.ts';
import { roleOrder } from './roleOrder.ts';
import { roleUnknown } from './roleUnknown.ts';
import { systemNotFirst } from './systemNotFirst.ts';
import { toolArgumentsInvalid } from './toolArgumentsInvalid.ts';
import { toolCallUnpaired } from './toolCallUnpaired.ts';
import type { Rule } from './rule.ts';
import { TARGET_RULES } from './targetRules.ts';
import { unknownField } from './unknownField.ts';
import { weightInvalid } from './weightInvalid.ts';
import { wrongType } from './wrongType.ts';
import { zeroSignal } from './zeroSignal.ts';

export const RULES: readonly Rule[] = [
  jsonSyntax,
  jsonDuplicateKey,
  jsonLoneSurrogate,
  jsonNotObject,
  jsonBlankLine,
  fileEmpty,
  fileBom,
  fileEncoding,
  fileLineEnds,
  formatUnknown,
  formatMixed,
  missingField,
  wrongType,
  unknownField,
  emptyOutput,
  emptyPrompt,
  roleUnknown,
  roleOrder,
  systemNotFirst,
  noAssistant,
  endsWithUser,
  toolCallUnpaired,
  toolArgumentsInvalid,
  weightInvalid,
  preferenceIdentical,
  zeroSignal,
  rowNotEncodable,
  overLength,
  lowSignal,
  specialTokenInText,
  noEndOfTurn,
  duplicateRow,
  nearDuplicate,
  conflictingOutput,
  briefInvalid,
  briefUnacceptable,
  briefTone,
  briefLength,
  briefUnknownTask,
  briefTaskMissing,
  briefUnchecked,
  ...CONTENT_RULES,
  ...TARGET_RULES,
];
