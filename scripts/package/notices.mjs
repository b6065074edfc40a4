// THIRD-PARTY-NOTICES.txt: the name and licence of every package that ships. A licence that is not on the list fails the build.
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']);

/** Copyright holders of packages that come without a licence file and whose author field names a person's account. */
const HOLDERS = {
  'onnxruntime-node': 'Microsoft Corporation',
  'onnxruntime-common': 'Microsoft Corporation',
};

/** The notices for the bundled files (paths relative to the project) and the packages that are copied whole. */
export async function thirdPartyNotices(bundledFiles, copiedPackages) {
  const folders = new Set([
    ...bundledFiles.map(packageFolder).filter((folder) => folder !== undefined),
    ...copiedPackages.map((name) => join('node_modules', name)),
  ]);
  const packages = await Promise.all([...folders].sort().map(readPackage));
  const unknown = packages.filter(({ license }) => !parts(license).every((part) => ALLOWED.has(part)));
  if (unknown.length > 0)
    throw new Error(
      `These packages ship with a licence that is not on the list in scripts/package/notices.mjs: ${unknown
        .map(({ name, license }) => `${name} (${license})`)
        .join(', ')}.`,
    );
  const bodies = { 'Apache-2.0': await apacheText(), MIT: await mitText() };
  const sections = packages.map((item) => `${item.name} ${item.version} (${item.license})\n\n${textOf(item, bodies)}`);
  return ['Tunewright contains the following software of others.', ...sections, ''].join(`\n\n${'='.repeat(78)}\n\n`);
}

/** `node_modules/@scope/name` of a bundled file, the innermost one; undefined for our own files. */
function packageFolder(path) {
  const parts = path.split(sep);
  const start = parts.lastIndexOf('node_modules');
  if (start === -1) return undefined;
  return parts.slice(0, start + (parts[start + 1].startsWith('@') ? 3 : 2)).join(sep);
}

async function readPackage(folder) {
  const { name, version, license, licenses, author } = JSON.parse(
    await readFile(join(ROOT, folder, 'package.json'), 'utf8'),
  );
  const file = (await readdir(join(ROOT, folder))).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? undefined : await readFile(join(ROOT, folder, file), 'utf8');
  return {
    name,
    version,
    license: licenseId(license ?? licenses?.[0]),
    holder: HOLDERS[name] ?? (typeof author === 'string' ? author.replace(/ <.*/, '') : author?.name),
    text: text?.trim(),
  };
}

function licenseId(license) {
  const id = typeof license === 'object' ? license.type : license;
  // "(A OR B)": any of them will do.
  const choices = (id ?? 'none named').replace(/^\(|\)$/g, '').split(' OR ');
  return choices.find((choice) => ALLOWED.has(choice)) ?? id ?? 'none named';
}

/** "A AND B": both hold, for different files of the package. */
const parts = (license) => license.split(' AND ');

/** Licences that read the same for everybody, for the packages that come without a file of their own. */
const apacheText = () => readFile(join(ROOT, 'node_modules', 'typescript', 'LICENSE.txt'), 'utf8');

async function mitText() {
  const own = await readFile(join(ROOT, 'LICENSE'), 'utf8');
  return own.slice(own.indexOf('Permission is hereby granted'));
}

function textOf({ name, license, holder, text }, bodies) {
  if (text !== undefined) return text;
  const texts = parts(license).map((part) => {
    if (bodies[part] === undefined)
      throw new Error(`${name} has no licence file, and ${part} has no standard text here.`);
    return bodies[part].trim();
  });
  return [`Copyright (c) ${holder ?? `the authors of ${name}`}`, ...texts].join('\n\n');
}
