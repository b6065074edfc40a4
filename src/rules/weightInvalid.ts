/** weight-invalid: a weight that trainers refuse or that has no effect where it stands. */
import { isJsonObject, type JsonObject } from '../common/json.ts';
import { WEIGHT_KEYS, type Turn } from '../dataset/conversation.ts';
import { valueAt } from './locate.ts';
import type { Finding, RowContext, Rule } from './rule.ts';

export const weightInvalid: Rule = {
  code: 'weight-invalid',
  severity: 'warning',
  title: 'A weight that cannot be followed',
  consequence:
    'A message is trained or not: OpenAI takes weights of 0 and 1 on assistant messages only, and other trainers read anything else as 1. Here a row with a weight between is left out.',
  fix: 'Write 0 or 1, on assistant messages only.',
  bad: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 0.5}]}\n',
  good: '{"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello!", "weight": 1}]}\n',
  source: 'https://platform.openai.com/docs/api-reference/fine-tuning/chat-input',
  row: (context) => (context.turns ?? []).flatMap((turn) => findings(turn, context)),
};

function findings({ role, path, unsupported }: Turn, { fields, at }: RowContext): Finding[] {
  if (unsupported?.code === 'weight-invalid')
    return [
      {
        message: `This message has ${unsupported.what}: a message is trained or not, so the row is left out of training here. Write 0 or 1.`,
        place: at('value', unsupported.path),
      },
    ];
  const message = fields === undefined ? undefined : valueAt(fields, path);
  if (role === undefined || !isJsonObject(message)) return [];
  const keys = WEIGHT_KEYS.filter((key) => isOn(message, key));
  if (role !== 'assistant')
    return keys.map((key) => ({
      message: `Only assistant messages are trained: "${key}" has no effect on this one. Remove it.`,
      place: at('key', [...path, key]),
    }));
  const off = WEIGHT_KEYS.find((key) => message[key] === 0 || message[key] === false);
  return off === undefined
    ? []
    : keys.map((key) => ({
        message: `"${key}" says that this message is trained, "${off}" says that it is not; here it is not. Keep one of them.`,
        place: at('key', [...path, key]),
        related: [{ place: at('key', [...path, off]), message: 'This one says no.' }],
      }));
}

function isOn(message: JsonObject, key: string): boolean {
  const weight = message[key];
  return weight === true || (typeof weight === 'number' && weight !== 0);
}
