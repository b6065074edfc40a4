/** Tool calls as ShareGPT writes them: {"name", "arguments"} as JSON in a string, several calls as a list. */
import { oneLine, rawArray, rawItems, rawMembers, rawObject, rawString, type RawJson } from '../rawJson.ts';
import type { RawCall } from './common.ts';
import { valueOf } from './texts.ts';

/** Arguments as an object; undefined where they hold none. */
export function objectText(args: RawJson): RawJson | undefined {
  if (args.startsWith('{')) return args;
  if (!args.startsWith('"')) return undefined;
  const text = valueOf(args).trim();
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? oneLine(text) : undefined;
  } catch {
    return undefined;
  }
}

export function callsText(calls: readonly RawCall[]): RawJson {
  const items = calls.map((call) =>
    rawObject([
      { key: 'name', value: call.name },
      { key: 'arguments', value: objectText(call.arguments ?? '{}') ?? call.arguments ?? '{}' },
    ]),
  );
  return rawString(items.length === 1 ? items[0]! : rawArray(items));
}

/** Undefined: the text is not JSON with a name. */
export function readCallsText(value: RawJson): RawCall[] | undefined {
  const text = valueOf(value).trim();
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const calls = (rawItems(text) ?? [oneLine(text)]).map(readCallText);
  return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
}

function readCallText(text: RawJson): RawCall | undefined {
  const members = rawMembers(text) ?? [];
  const name = members.findLast(({ key }) => key === 'name')?.value;
  const args = members.findLast(({ key }) => key === 'arguments')?.value;
  if (name?.startsWith('"') !== true) return undefined;
  return { name, ...(args === undefined ? {} : { arguments: args }) };
}
