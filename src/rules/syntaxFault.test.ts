import { expect, test } from 'vitest';
import { syntaxFault } from './syntaxFault.ts';

const endsBefore = (word: string): string =>
  `A text ends just before ${word}. Write a quotation mark inside a text as \\", or close the text before it.`;
const bare = (word: string): string => `The word ${word} stands without quotation marks. Write "${word}".`;
const curly = (mark: string): string => `${mark} is a curly quotation mark. JSON needs the straight one: ".`;
const meaningless = (character: string): string =>
  `The character ${character} has no meaning here. Remove it, or write the text between quotation marks.`;
const begins = (character: string): string =>
  `A row of JSON begins with {, but this one begins with ${character}. Check that the file holds JSON.`;

test.each([
  ['a bare value', '{"role": user}', 'user', bare('user')],
  ['a bare key', '{role: "user"}', 'role', bare('role')],
  ['a word that begins with digits', '{"a": 12abc}', 'abc', bare('12abc')],
  [
    'several bare words',
    '{"a": hello world}',
    'hello',
    'The text hello world stands without quotation marks. Write "hello world".',
  ],
  ['a quote inside a text', '{"a": "he said "hi" there"}', 'hi', endsBefore('hi')],
  ['a quoted word with an apostrophe', '{"a": "say "don’t" now"}', 'don’t', endsBefore('don’t')],
  ['a lost closing quote of a key', '{"rules?, "output": "x"}', 'output', endsBefore('output')],
  ['a lost closing quote of a value', '{"rules": "x, "output": "y"}', 'output', endsBefore('output')],
  ['curly quotes', '{"a": “Dogs”}', '“Dogs”', curly('“')],
  ['curly single quotes', '{"a": ‘Dogs’}', '‘Dogs’', curly('‘')],
  ['a curly quote at the end', '{"a": Dogs”}', 'Dogs”', curly('”')],
  ['a PDF', '%PDF-1.4', '%PDF-1.4', begins('%')],
  ['a binary file', '\0PK', '\0PK', begins('U+0000')],
  ['bytes that are no text', '\uFFFD\u0001', '\uFFFD\u0001', begins('U+FFFD')],
  ['plain text', 'Hello, world', 'Hello', begins('H')],
  ['another character', '{"a": #1}', '#1', meaningless('#')],
  ['a space that JSON does not know', '{"a":\u00A0"x"}', '\u00A0', meaningless('U+00A0')],
  ['a control character', '{"a": \u0001}', '\u0001', meaningless('U+0001')],
  ['a control character in a word', '{"a": user\u0001}', 'user\u0001', meaningless('U+0001')],
  ['a semicolon', '{"a"; 1}', ';', meaningless(';')],
  ['a word after the row', '{"a": "x"} b', 'b', 'After } only a comma or a bracket may follow, not b.'],
  ['a lost colon', '{"a" 1}', '1', 'A colon is missing before 1.'],
  ['a lost comma', '{"a": 1 "b": 2}', '"b"', 'A comma is missing before "b".'],
])('%s', (_, text, marked, message) => {
  const fault = syntaxFault(text);
  expect({ message: fault.message, marked: text.slice(fault.place.start, fault.place.end) }).toEqual({
    message,
    marked,
  });
});
