/** Texts as open documents, for tests of what the language server offers in them; `|` marks a place. */
import type { Position } from '../../src/dataset/read.ts';
import type { LanguageDocument } from '../../src/language/document.ts';
import { OpenDocument } from '../../src/processes/languageServer/openDocument.ts';
import type { CheckOptions } from '../../src/rules/datasetCheck.ts';

export function openText(text: string, options: CheckOptions = {}): OpenDocument {
  const document = { uri: 'file:///a.jsonl', languageId: 'instruction-jsonl', version: 1, text };
  return new OpenDocument(document, { check: options });
}

/** The document without the mark, and where the mark was. */
export function marked(text: string, options?: CheckOptions): { document: LanguageDocument; place: Position } {
  const at = text.indexOf('|');
  const before = text.slice(0, at).split('\n');
  const place = { line: before.length - 1, column: before.at(-1)!.length };
  return { document: openText(text.slice(0, at) + text.slice(at + 1), options).view(), place };
}
