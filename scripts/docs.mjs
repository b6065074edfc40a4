// Writes what follows from the sources: docs/rules/, and the typed settings in package.json. Run with Node 24 after changing a rule.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulePages } from './ruleDocs.ts';
import { targetPage } from './targetDocs.ts';
import { derivedSettings } from './settingDocs.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'rules');
await mkdir(folder, { recursive: true });
for (const [name, text] of rulePages()) await writeFile(join(folder, name), text);

const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
Object.assign(manifest.contributes.configuration.properties, derivedSettings());
await writeFile(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
await writeFile(join(folder, '..', 'targets.md'), targetPage());
