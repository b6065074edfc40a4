/** Every character that is placed stands in the row's text where it is said to stand. */
import { describe, expect, it } from 'vitest';
import { placeContent, sourceRange, type RowSource } from './contentPlaces.ts';
import { readDatasetText } from './read.ts';
import type { Sample } from './sample.ts';
import { samplesOf } from './samples.ts';

function placed(text: string, columns: Record<string, string> = {}): { shown: string[]; sample: Sample } {
  const dataset = readDatasetText(text, 'rows.jsonl', { columns });
  const { samples, skipped } = samplesOf(dataset);
  expect(skipped).toEqual([]);
  const { sample } = samples[0]!;
  const row = dataset.rows[0]!;
  const source: RowSource = { text: row.text, value: row.value!, format: dataset.format, columns };
  const contents = sample.kind === 'conversation' ? sample.messages.map((message) => message.content) : [];
  const shown = placeContent(source, sample).map((pieces, part) => {
    const content =
      contents[part] ??
      (sample.kind === 'text'
        ? sample.text
        : sample.kind === 'completion'
          ? [sample.prompt, sample.completion][part]!
          : '');
    for (const piece of pieces) {
      for (let unit = piece.start; unit < piece.end; unit++) {
        const range = sourceRange(pieces, unit, unit + 1)!;
        expect(JSON.parse(`"${row.text.slice(range.start, range.end)}"`)).toBe(content[unit]);
      }
    }
    // What has no place is shown in brackets.
    let result = '';
    let position = 0;
    for (const { start, end } of pieces) {
      if (start > position) result += `[${content.slice(position, start)}]`;
      result += content.slice(start, end);
      position = end;
    }
    return position < content.length ? `${result}[${content.slice(position)}]` : result;
  });
  return { shown, sample };
}

describe('placeContent', () => {
  it.each([
    [
      'alpaca',
      '{"instruction": "Say \\u0022hi\\"\\n", "input": "n\\u00e9 \\ud83d\\udc4d👍", "output": "Hi"}',
      ['Say "hi"\n[\n\n]né 👍👍', 'Hi'],
    ],
    [
      'alpaca with a system and history',
      '{"instruction":"c","output":"d","system":"s","history":[["a","b"]]}',
      ['s', 'a', 'b', 'c', 'd'],
    ],
    ['input alone', '{"instruction":"","input":"\\n\\nx","output":"d"}', ['\n\nx', 'd']],
    ['a blank input', '{"instruction":"c","input":" ","output":"d"}', ['c', 'd']],
    ['chat', '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}', ['a', 'b']],
    [
      'parts and a refusal',
      '{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"\\tb"}]},{"role":"assistant","content":"c","refusal":"no"}]}',
      ['a\tb', 'c[\n]no'],
    ],
    [
      'tool calls',
      '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","id":"1","function":{"name":"f","arguments":"{\\"x\\":1}"}},{"type":"function","id":"2","function":{"name":"g","arguments":"{ }"}}]}]}',
      ['a', '[{"name":"]f[","arguments":]{"x":1}[}\n{"name":"]g[","arguments":{}}]'],
    ],
    [
      'a system beside the messages',
      '{"system":"s","conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}',
      ['s', 'a', 'b'],
    ],
    ['completion', '{"prompt":"a","completion":"b"}', ['a', 'b']],
    ['text', '{"text":"a\\/b"}', ['a/b']],
    ['the value that is read of a key that stands twice', '{"text":"x","text":"y"}', ['y']],
  ])('%s', (_, text, expected) => {
    expect(placed(text).shown).toEqual(expected);
  });

  it('follows own columns', () => {
    expect(placed('{"question":"a","answer":"b"}', { question: 'instruction', answer: 'output' }).shown).toEqual([
      'a',
      'b',
    ]);
  });

  it('gives no range to what spans two strings', () => {
    const pieces = [
      { start: 0, end: 2, starts: Uint32Array.of(5, 6, 7) },
      { start: 3, end: 4, starts: Uint32Array.of(20, 21) },
    ];
    expect(sourceRange(pieces, 1, 4)).toBeUndefined();
    expect(sourceRange(pieces, 2, 3)).toBeUndefined();
    expect(sourceRange(pieces, 0, 2)).toEqual({ start: 5, end: 7 });
  });
});
