import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine, rawArray, rawItems, rawMembers, rawObject } from './rawJson.ts';

test('numbers keep their digits, strings their escapes, and doubles stay', () => {
  const text = '{ "a" : 1.0,\n "b":[12345678901234567890, "\\u00e9 : , \\" "],"a":  {"c":1e2} }';
  expect(rawMembers(text)).toEqual([
    { key: 'a', value: '1.0' },
    { key: 'b', value: '[12345678901234567890, "\\u00e9 : , \\" "]' },
    { key: 'a', value: '{"c": 1e2}' },
  ]);
  expect(rawItems('[1.50, {"a":"\\/"}]')).toEqual(['1.50', '{"a": "\\/"}']);
});

test('what is no object or array has no parts', () => {
  expect(rawMembers('[1]')).toBeUndefined();
  expect(rawItems('{"a": 1}')).toBeUndefined();
});

test('taking apart and putting together gives the same value on one line', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (value, indent) => {
      const text = JSON.stringify({ value, list: [value] }, null, indent);
      const again = rawObject(
        rawMembers(text)!.map(({ key, value: raw }) => ({
          key,
          value: key === 'list' ? rawArray(rawItems(raw)!) : raw,
        })),
      );
      expect(JSON.parse(again)).toEqual(JSON.parse(text));
      expect(again).not.toContain('\n');
      expect(oneLine(again)).toBe(again);
    }),
  );
});

test('strings of many megabytes, quotes and backslashes at their end', () => {
  const text = JSON.stringify({ a: 'x'.repeat(2e7), b: ['\\"', '\\', '"'] }, null, 1);
  expect(oneLine(text)).toBe(`{"a": "${'x'.repeat(2e7)}", "b": ["\\\\\\"", "\\\\", "\\""]}`);
});
