/** schemas/brief.json is what editors read for *.brief.json; it is printed from the one list of fields. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BRIEF_FIELDS, type BriefFields } from '../../src/dataset/brief/fields.ts';
import { briefSchema } from '../../src/dataset/brief/schema.ts';

const FILE = join(import.meta.dirname, '..', '..', 'schemas', 'brief.json');

test('the schema in the package is that of the fields (UPDATE_GOLDENS=1 writes it)', async () => {
  if (process.env['UPDATE_GOLDENS'] === '1') await writeFile(FILE, `${JSON.stringify(briefSchema(), null, 2)}\n`);
  expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(briefSchema());
});

test('every field says what it is for', () => {
  const visit = (fields: BriefFields): void => {
    for (const [name, field] of Object.entries(fields)) {
      expect(field.doc, name).toMatch(/\.$/);
      if (field.type === 'object' || field.type === 'list') visit(field.fields);
    }
  };
  visit(BRIEF_FIELDS);
});
