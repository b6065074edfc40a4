/** What is written for a key, a message or a whole row, as snippets: places to fill in are tab stops. */
import type { Columns } from '../dataset/columns.ts';
import type { FormatId } from '../dataset/formats.ts';
import type { Shape } from '../dataset/schema.ts';
import { columnOf, typesOf } from './fields.ts';

export type Skeleton = { label: string; snippet: string };

/** The value to start with under a key. */
export function valueSkeleton(key: string, shape: Shape, nextRole: string): string {
  if (Object.hasOwn(VALUES, key) && fits(VALUES[key]!, shape)) return VALUES[key]!;
  if (key === 'role' || key === 'from') return `"\${1:${nextRole}}"`;
  const [type] = typesOf(shape);
  if (type === 'string') return '"$1"';
  if (type === 'boolean') return '${1|true,false|}';
  if (type === 'array') return '[$1]';
  if (type === 'object') return '{$1}';
  return '$1';
}

const fits = (snippet: string, shape: Shape): boolean =>
  typesOf(shape).includes(snippet.startsWith('[') ? 'array' : snippet.startsWith('{') ? 'object' : 'string') ||
  !/^[[{"]/.test(snippet);

const CALL = '{"id": "call_${1:1}", "type": "function", "function": {"name": "$2", "arguments": "${3:{\\}}"}}';
const TOOL =
  '{"type": "function", "function": {"name": "$1", "description": "$2", "parameters": {"type": "object", "properties": {$3}}}}';
const MESSAGES = '[{"role": "user", "content": "$1"}, {"role": "assistant", "content": "$2"}]';
const TURNS = '[{"from": "human", "value": "$1"}, {"from": "gpt", "value": "$2"}]';
const ANSWER = '[{"role": "assistant", "content": "$1"}]';

const VALUES: Record<string, string> = {
  messages: MESSAGES,
  conversations: TURNS,
  preferred_output: ANSWER,
  non_preferred_output: ANSWER,
  history: '[["$1", "$2"]]',
  tools: `[${TOOL}]`,
  tool_calls: `[${CALL}]`,
  function: '{"name": "$1", "arguments": "${2:{\\}}"}',
  type: '"${1:text}"',
  weight: '${1|0,1|}',
  loss: '${1|false,true|}',
  train: '${1|false,true|}',
};

/** The elements that a list may get: messages of each role, parts, calls. `role`: who speaks next. */
export function itemSkeletons(items: Shape, role: string): Skeleton[] {
  const properties = items.properties ?? {};
  if (Object.hasOwn(properties, 'from'))
    return inOrder(role, ['human', 'gpt', 'system', 'function_call', 'observation'], (name) => ({
      label: `${name} turn`,
      snippet: `{"from": "${name}", "value": "$1"}`,
    }));
  if (Object.hasOwn(properties, 'role'))
    return [
      ...inOrder(role, ['user', 'assistant', 'system'], (name) => ({
        label: `${name} message`,
        snippet: `{"role": "${name}", "content": "$1"}`,
      })),
      { label: 'tool message', snippet: '{"role": "tool", "tool_call_id": "$1", "content": "$2"}' },
      { label: 'assistant message with a tool call', snippet: `{"role": "assistant", "tool_calls": [${CALL}]}` },
    ];
  if (Object.hasOwn(properties, 'text')) return [{ label: 'text part', snippet: '{"type": "text", "text": "$1"}' }];
  if (Object.hasOwn(properties, 'function')) return [{ label: 'tool call', snippet: CALL }];
  if (items.type === 'array') return [{ label: 'earlier turn', snippet: '["$1", "$2"]' }];
  return [];
}

function inOrder(first: string, names: readonly string[], skeleton: (name: string) => Skeleton): Skeleton[] {
  return [...names].sort((a, b) => Number(b === first) - Number(a === first)).map(skeleton);
}

/** Whole rows of a format. */
export function rowSkeletons(format: FormatId, columns: Columns): Skeleton[] {
  const key = (field: string): string => JSON.stringify(columnOf(field, columns)).replace(/[$}\\]/g, '\\$&');
  switch (format) {
    case 'alpaca':
      return [
        { label: 'instruction and output', snippet: `{${key('instruction')}: "$1", ${key('output')}: "$2"}` },
        {
          label: 'instruction, input and output',
          snippet: `{${key('instruction')}: "$1", ${key('input')}: "$2", ${key('output')}: "$3"}`,
        },
      ];
    case 'chat':
      return [
        { label: 'user and assistant', snippet: `{${key('messages')}: ${MESSAGES}}` },
        {
          label: 'system, user and assistant',
          snippet: `{${key('messages')}: [{"role": "system", "content": "$1"}, {"role": "user", "content": "$2"}, {"role": "assistant", "content": "$3"}]}`,
        },
      ];
    case 'sharegpt':
      return [{ label: 'human and gpt', snippet: `{${key('conversations')}: ${TURNS}}` }];
    case 'completion':
      return [{ label: 'prompt and completion', snippet: `{${key('prompt')}: "$1", ${key('completion')}: "$2"}` }];
    case 'text':
      return [{ label: 'text', snippet: `{${key('text')}: "$1"}` }];
    case 'preference':
      return [
        {
          label: 'prompt, chosen and rejected',
          snippet: `{${key('prompt')}: "$1", ${key('chosen')}: "$2", ${key('rejected')}: "$3"}`,
        },
      ];
    case 'kto':
      return [
        {
          label: 'prompt, completion and label',
          snippet: `{${key('prompt')}: "$1", ${key('completion')}: "$2", ${key('label')}: \${3|true,false|}}`,
        },
      ];
  }
}

/** A snippet as plain text, for editors that know no tab stops: the first choice or the proposed text stays. */
export function withoutTabStops(snippet: string): string {
  return snippet
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([$}\\])/g, '$1');
}
