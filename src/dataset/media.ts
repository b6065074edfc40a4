/** Columns with the pictures, films and sounds of a row, as LLaMA-Factory and TRL name them. */
import type { JsonObject, JsonValue } from '../common/json.ts';

export const MEDIA: ReadonlySet<string> = new Set(['image', 'images', 'video', 'videos', 'audio', 'audios']);

/** They are a part of what is asked. */
export function mediaOf(fields: JsonObject): JsonValue[] {
  const found: JsonValue[] = [];
  for (const key of MEDIA) if (Object.hasOwn(fields, key)) found.push(fields[key]!);
  return found;
}
