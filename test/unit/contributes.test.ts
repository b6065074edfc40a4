/** What package.json promises the editor, held against what the sources do. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPERATIONS } from '../../src/editor/operations/list.ts';
import manifest from '../../package.json' with { type: 'json' };
import { derivedSettings } from '../../scripts/settingDocs.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const source = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');
const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!).sort();

test('every command of the palette is registered, and no other', async () => {
  const single = named(await source('src/extension.ts'), /register\('(\w+)'/g);
  const registered = [...single, ...OPERATIONS.map(({ id }) => id)].sort();
  const contributed = manifest.contributes.commands.map(({ command }) => command.replace('tunewright.', '')).sort();
  expect(registered).toEqual(contributed);
});

test('the commands on datasets are called as their list says, and stand in the menu in its order', () => {
  const contributed = manifest.contributes.commands.map(({ command, title }) => ({ command, title }));
  const listed = OPERATIONS.map(({ id, title }) => ({ command: `tunewright.${id}`, title }));
  expect(contributed).toEqual(expect.arrayContaining(listed));
  const menu = manifest.contributes.menus['tunewright.dataset'].map(({ command }) => command);
  expect(menu).toEqual(['tunewright.convertDataset', ...listed.map(({ command }) => command)]);
});

test('menus name commands and submenus that exist', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const submenus = manifest.contributes.submenus.map(({ id }) => id);
  for (const item of Object.values(manifest.contributes.menus).flat())
    expect('submenu' in item ? submenus : commands).toContain('submenu' in item ? item.submenu : item.command);
  for (const name of Object.keys(manifest.contributes.menus))
    if (name.startsWith('tunewright.')) expect(submenus).toContain(name);
});

test('every setting is read, and no other', async () => {
  const read = named(await source('src/editor/settings.ts'), /get<unknown>\('(\w+)'\)/g);
  const contributed = Object.keys(manifest.contributes.configuration.properties).map((name) =>
    name.replace('tunewright.', ''),
  );
  expect(read).toEqual(contributed.sort());
});

test('settings of rules and targets are those of the tables: run `npm run docs` after a change', () => {
  for (const [name, setting] of Object.entries(derivedSettings()))
    expect(manifest.contributes.configuration.properties, name).toHaveProperty([name], setting);
});

test('panels that a window restores wake the extension', async () => {
  for (const file of ['trainingPanel', 'playground', 'rowPreview', 'statisticsPanel']) {
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
