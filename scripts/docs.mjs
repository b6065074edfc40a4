// Writes the documentation that follows from the sources: docs/rules/. Run with Node 24 after changing a rule.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulePages } from './ruleDocs.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'rules');
await mkdir(folder, { recursive: true });
for (const [name, text] of rulePages()) await writeFile(join(folder, name), text);
