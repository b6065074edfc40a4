/** tool-arguments-invalid: a tool call with arguments that are no JSON object, or not what the row's own tools declare. */
import type { ErrorObject } from 'ajv';
import { closest } from '../common/spelling.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../common/json.ts';
import { toolsOf } from '../dataset/samples.ts';
import { parsed, toolCallsOf, type ToolCall } from '../dataset/toolCalls.ts';
import { valueAt } from './locate.ts';
import { quoted, type Finding, type RowContext, type Rule } from './rule.ts';
import { argumentErrors, declaredTools, type DeclaredTool } from './toolSchemas.ts';

export const toolArgumentsInvalid: Rule = {
  code: 'tool-arguments-invalid',
  severity: 'warning',
  title: 'A tool call that its tool would refuse',
  consequence:
    'The model learns calls that fail in use. OpenAI refuses arguments that are no JSON object, and LLaMA-Factory stops at calls that are no JSON: for those targets these are errors.',
  fix: 'Write the arguments as a JSON object (in OpenAI’s format as that object in a string), with the parameters that the row’s tools declare.',
  bad: '{"messages": [{"role": "user", "content": "Up!"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "fly", "arguments": "{\\"height\\": \\"ten\\"}"}}]}], "tools": [{"type": "function", "function": {"name": "fly", "parameters": {"type": "object", "properties": {"height": {"type": "integer"}}, "required": ["height"]}}}]}\n',
  good: '{"messages": [{"role": "user", "content": "Up!"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "fly", "arguments": "{\\"height\\": 10}"}}]}], "tools": [{"type": "function", "function": {"name": "fly", "parameters": {"type": "object", "properties": {"height": {"type": "integer"}}, "required": ["height"]}}}]}\n',
  source: 'https://platform.openai.com/docs/guides/function-calling',
  row: (context) => {
    const { turns, fields } = context;
    if (fields === undefined || turns?.some(({ callsTools }) => callsTools) !== true) return [];
    const listed = [...(toolsOf(fields['tools']) ?? []), ...listOf(fields['functions'])];
    const tools = declaredTools(listed);
    return turns.flatMap((turn) => {
      const message = valueAt(fields, turn.path);
      if (!turn.callsTools || !isJsonObject(message)) return [];
      const calls = toolCallsOf(turn, message);
      if (calls.length === 0)
        return [
          {
            refusedBy: ['openai', 'llama-factory'],
            message:
              'This call is no JSON: trainers that read it stop here. Write {"name": …, "arguments": {…}}, or a list of such objects.',
            place: context.at('value', turn.contentPath),
          },
        ];
      return calls.flatMap((call) => problemsOf(call, tools, listed.length > 0, context));
    });
  },
};

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

function problemsOf(
  call: ToolCall,
  tools: readonly DeclaredTool[],
  hasTools: boolean,
  { at }: Pick<RowContext, 'at'>,
): Finding[] {
  const found: Finding[] = [];
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined && hasTools) {
    const meant = closest(
      call.name,
      tools.map(({ name }) => name),
    );
    const next = meant === undefined ? 'Add it to the tools, or correct the call.' : `Did you mean ${quoted(meant)}?`;
    found.push({
      message: `The row's tools have no function ${quoted(call.name)}: the model learns to call what is not there. ${next}`,
      place: at('value', call.namePath),
    });
  }
  const args = argumentsOf(call);
  const place = at('value', call.argumentsPath);
  if (args === undefined) {
    const what = typeof call.arguments === 'string' ? `${quoted(call.arguments)} is` : 'These are';
    found.push({
      refusedBy: ['openai'],
      message: `The arguments of a call must be a JSON object. ${what} not one, and whoever runs the call fails at it.`,
      place,
    });
  } else if (tool?.parameters !== undefined)
    found.push(...disagreements(tool.parameters, args, call).map((message) => ({ message, place })));
  return found;
}

/** A call may leave out arguments that it has none of. */
function argumentsOf({ arguments: value }: ToolCall): JsonObject | undefined {
  if (value === undefined || value === null) return {};
  const args = typeof value === 'string' ? parsed(value) : value;
  return isJsonObject(args) ? args : undefined;
}

function disagreements(parameters: JsonObject, args: JsonObject, call: ToolCall): string[] {
  const name = quoted(call.name);
  const errors = argumentErrors(parameters, args);
  if (errors === undefined) return [`The parameters of ${name} are no usable JSON schema: this call is not checked.`];
  const declared = isJsonObject(parameters['properties']) ? Object.keys(parameters['properties']) : undefined;
  const isOpen =
    (parameters['additionalProperties'] ?? false) !== false || parameters['patternProperties'] !== undefined;
  const extra = declared === undefined || isOpen ? [] : Object.keys(args).filter((key) => !declared.includes(key));
  return [
    ...errors.filter(({ keyword }) => keyword !== 'additionalProperties').map((error) => `${name} ${words(error)}`),
    ...extra.map((key) => {
      const meant = closest(key, declared ?? []);
      const next = meant === undefined ? 'Declare it in the tools, or remove it.' : `Did you mean ${quoted(meant)}?`;
      return `${name} declares no parameter ${quoted(key)}: the tool refuses or ignores it. ${next}`;
    }),
  ];
}

function words({ keyword, instancePath, message, params, data }: ErrorObject): string {
  const given = params as {
    missingProperty?: string;
    allowedValues?: JsonValue[];
    allowedValue?: JsonValue;
    type?: string | string[];
  };
  if (keyword === 'required') return `is called without ${quoted(given.missingProperty)}, which it requires. Add it.`;
  const where = instancePath === '' ? 'the arguments' : quoted(instancePath.slice(1).replaceAll('/', '.'));
  if (keyword === 'enum')
    return `takes only ${(given.allowedValues ?? []).map(quoted).slice(0, 8).join(', ')} for ${where}. Correct the call, or the tools.`;
  if (keyword === 'const')
    return `takes only ${quoted(given.allowedValue)} for ${where}. Correct the call, or the tools.`;
  if (keyword === 'type') {
    const types = [given.type ?? []].flat().map((type) => TYPE_WORDS[type] ?? type);
    return `takes ${types.join(' or ')} for ${where}, not ${quoted(data as JsonValue)}. Correct the call, or the tools.`;
  }
  return `does not take this value for ${where}: it ${message ?? 'does not fit the parameters'}. Correct the call, or the tools.`;
}

const TYPE_WORDS: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
