/** Ids for calls of tools that have none, and for their answers: some trainers refuse a row without. */
import { rawArray, rawItems, rawMembers, rawObject, rawString, type RawJson, type RawMember } from '../rawJson.ts';
import type { RawMessage } from './common.ts';

/** Messages as they stand, but for ids and types of calls that were missing. An answer without an id is for the first call that no answer names. */
export function withIds(messages: readonly RawMessage[]): RawMessage[] {
  const taken = new Set(messages.flatMap(({ calls }) => calls.flatMap(({ id }) => id ?? [])));
  const named = new Set(messages.map(({ written }) => valueOf(written?.members ?? [], 'tool_call_id')));
  let [n, asked] = [0, [] as RawJson[]];
  const next = (): RawJson => {
    do n++;
    while (taken.has(rawString(`call_${n}`)));
    return rawString(`call_${n}`);
  };
  return messages.map((message) => {
    if (message.written?.family !== 'chat') return message;
    const { members } = message.written;
    if (message.role !== 'tool') {
      const list = rawItems(valueOf(members, 'tool_calls') ?? 'null')?.map((call) => calledWithId(call, next));
      asked = list?.map(({ id }) => id).filter((id) => !named.has(id)) ?? [];
      return list === undefined ? message : withMember(message, 'tool_calls', rawArray(list.map(({ call }) => call)));
    }
    if (valueOf(members, 'tool_call_id')?.startsWith('"') === true) return message;
    const id = valueOf(members, 'role') === '"tool"' ? asked.shift() : undefined;
    return id === undefined ? message : withMember(message, 'tool_call_id', id);
  });
}

function calledWithId(call: RawJson, next: () => RawJson): { id: RawJson; call: RawJson } {
  const members = rawMembers(call) ?? [];
  const [own, type] = [valueOf(members, 'id'), valueOf(members, 'type')];
  if (own?.startsWith('"') === true && type === '"function"') return { id: own, call };
  const id = own?.startsWith('"') === true ? own : next();
  const rest = members.filter(({ key }) => key !== 'id' && key !== 'type');
  return { id, call: rawObject([{ key: 'id', value: id }, { key: 'type', value: '"function"' }, ...rest]) };
}

const valueOf = (members: readonly RawMember[], wanted: string): RawJson | undefined =>
  members.findLast(({ key }) => key === wanted)?.value;

/** In the place that it has, or at the end. */
function withMember(message: RawMessage, key: string, value: RawJson): RawMessage {
  const { written } = message;
  if (written === undefined) return message;
  const isThere = written.members.some((member) => member.key === key);
  const members = isThere
    ? written.members.map((member) => (member.key === key ? { key, value } : member))
    : [...written.members, { key, value }];
  return { ...message, written: { ...written, members } };
}
