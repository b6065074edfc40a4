import type { TextDocument } from 'vscode';
import { expect, test } from 'vitest';
import { ServedDocuments } from './servedDocuments.ts';

const document = { uri: { toString: () => 'file:///a.jsonl' } } as unknown as TextDocument;
const { uri } = document;

/** The server's side: what it was told. `looks`: whether the document looks like a dataset. */
function setUp(looks: boolean): {
  documents: ServedDocuments;
  told: string[];
  look: (now: boolean) => void;
  open: () => Promise<void>;
  change: () => Promise<void>;
  close: () => Promise<void>;
} {
  const told: string[] = [];
  const documents = new ServedDocuments(() => looks);
  documents.onDidAdd = () => void told.push('added');
  const tell = (what: string) => () => Promise.resolve(void told.push(what));
  const { didOpen, didChange, didClose } = documents.middleware;
  return {
    documents,
    told,
    look: (now) => (looks = now),
    open: async () => didOpen?.(document, tell('open')),
    change: async () => didChange?.({ document, contentChanges: [], reason: undefined }, tell('change')),
    close: async () => didClose?.(document, tell('close')),
  };
}

test('a dataset is served from its opening to its closing', async () => {
  const { documents, told, open, change, close } = setUp(true);
  await open();
  expect(documents.has(uri)).toBe(true);
  await change();
  await close();
  expect(told).toEqual(['open', 'added', 'change', 'close']);
  expect(documents.has(uri)).toBe(false);
});

test('any other document is withheld until an edit makes it one', async () => {
  const { documents, told, look, open, change } = setUp(false);
  await open();
  await change();
  expect(told).toEqual([]);
  look(true);
  expect(documents.has(uri)).toBe(false);
  await change();
  expect(told).toEqual(['open', 'added']);
  await change();
  expect(told).toEqual(['open', 'added', 'change']);
});

test('new settings open what they make a dataset, once', async () => {
  const { documents, told, look, open } = setUp(false);
  await open();
  await documents.reconsider();
  expect(documents.has(uri)).toBe(false);
  look(true);
  await documents.reconsider();
  await documents.reconsider();
  expect(told).toEqual(['open', 'added']);
  expect(documents.has(uri)).toBe(true);
});

test('a closed document is forgotten', async () => {
  const { documents, told, look, open, close } = setUp(false);
  await open();
  await close();
  look(true);
  await documents.reconsider();
  expect(told).toEqual([]);
});
