/** What package.json promises the editor, held against what the sources do. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..', '..');
const source = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');
const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!).sort();

test('every command of the palette is registered, and no other', async () => {
  const registered = named(await source('src/extension.ts'), /register\('(\w+)'/g);
  const contributed = manifest.contributes.commands.map(({ command }) => command.replace('tunewright.', '')).sort();
  expect(registered).toEqual(contributed);
});

test('menus name commands that exist', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  for (const item of Object.values(manifest.contributes.menus).flat()) expect(commands).toContain(item.command);
});

test('every setting is read, and no other', async () => {
  const read = named(await source('src/editor/settings.ts'), /get<unknown>\('(\w+)'\)/g);
  const contributed = Object.keys(manifest.contributes.configuration.properties).map((name) =>
    name.replace('tunewright.', ''),
  );
  expect(read).toEqual(contributed.sort());
});

test('panels that a window restores wake the extension', async () => {
  for (const file of ['trainingPanel', 'playground']) {
    const [viewType] = named(await source(`src/editor/${file}.ts`), /const VIEW_TYPE = '([\w.]+)'/g);
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${viewType!}`);
  }
});

test('files that are named are there', () => {
  const { jsonValidation, grammars, languages } = manifest.contributes;
  const paths = [
    manifest.icon,
    ...jsonValidation.map(({ url }) => url),
    ...grammars.map(({ path }) => path),
    ...languages.map(({ configuration }) => configuration),
  ];
  for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true);
});
