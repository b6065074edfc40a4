/** What a run was made from: recipe.json and manifest.json. Written once, before the trainer starts; a resumed run checks itself against them. */
import { readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import { errors } from '../common/errors.ts';
import { writeFileAtomic } from '../common/files.ts';
import { isJsonObject, type JsonObject } from '../common/json.ts';
import { PRODUCT } from '../common/product.ts';
import { resolveRecipe, type Recipe, type RecipeSources, type ResolvedRecipe } from '../recipe/recipe.ts';
import { SETTINGS } from '../recipe/settings.ts';
import type { RunPaths, StoredPath } from './runFolder.ts';

/** recipe.json: every setting and where it came from. `settings` alone is a valid *.tune.json. */
type RunRecipe = { version: 1; settings: Recipe; sources: RecipeSources; device: 'cpu' };

export type Manifest = {
  version: 1;
  name: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  dataset: { path: StoredPath; format: string; /** Of the source as it was read. */ sha256: string };
  /** The rows the trainer reads. */
  snapshot: { path: StoredPath; sha256: string; rows: number };
  /** Rows that are not trained on, by reason. */
  skipped: { code: string; reason: string; rows: number }[];
  base: { name: string; folder: StoredPath; /** SHA-256 by file name. */ files: Record<string, string> };
  tokenizer: { sha256: string };
  template: { kind: string; hash: string };
  seed: number;
  versions: Versions;
};

type Versions = { app: string; node: string; onnxruntime: string; platform: string };

export const currentVersions = (): Versions => ({
  app: PRODUCT.version,
  node: process.versions.node,
  onnxruntime: packageJson.dependencies['onnxruntime-node'],
  platform: `${platform()}-${arch()}`,
});

export async function writeRunFiles(paths: RunPaths, resolved: ResolvedRecipe, manifest: Manifest): Promise<void> {
  const recipe: RunRecipe = { version: 1, settings: resolved.recipe, sources: resolved.sources, device: 'cpu' };
  await writeFileAtomic(paths.recipe, `${JSON.stringify(recipe, null, 2)}\n`);
  await writeFileAtomic(paths.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** To look at a run or to ask it: settings that only a newer version knows are passed over. Throws UserError `run-not-found`, `run-unreadable` or `recipe-invalid`. */
export async function readRunRecipe(paths: RunPaths): Promise<Recipe> {
  const values = Object.entries(await readSettings(paths)).filter(([name]) => Object.hasOwn(SETTINGS, name));
  return resolveRecipe([{ source: 'file', values: Object.fromEntries(values) }]).recipe;
}

/** To train on: every setting must be known, or the run would go on as another one. Throws as `readRunRecipe` does. */
export async function readRecipeToTrain(paths: RunPaths): Promise<Recipe> {
  return resolveRecipe([{ source: 'file', values: await readSettings(paths) }]).recipe;
}

async function readSettings(paths: RunPaths): Promise<JsonObject> {
  const value = await readJson(paths, paths.recipe);
  const settings = isJsonObject(value) && value['version'] === 1 ? value['settings'] : undefined;
  if (!isJsonObject(settings)) throw errors.runUnreadable(paths.recipe, 'is not a recipe of this version');
  return settings;
}

/** Throws UserError `run-not-found` or `run-unreadable`. */
export async function readManifest(paths: RunPaths): Promise<Manifest> {
  const value = await readJson(paths, paths.manifest);
  if (!isManifest(value)) throw errors.runUnreadable(paths.manifest, 'is not a manifest of this version');
  return value;
}

async function readJson(paths: RunPaths, path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw errors.runNotFound(paths.root);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw errors.runUnreadable(path, 'is not JSON');
  }
}

function isManifest(value: unknown): value is Manifest {
  if (!isJsonObject(value) || value['version'] !== 1) return false;
  const { dataset, snapshot, base, tokenizer, template, skipped, versions } = value;
  return (
    typeof value['name'] === 'string' &&
    typeof value['createdAt'] === 'string' &&
    !Number.isNaN(Date.parse(value['createdAt'])) &&
    typeof value['seed'] === 'number' &&
    Array.isArray(skipped) &&
    hasTexts(dataset, ['format', 'sha256']) &&
    isStoredPath(dataset['path']) &&
    hasTexts(snapshot, ['sha256']) &&
    typeof snapshot['rows'] === 'number' &&
    isStoredPath(snapshot['path']) &&
    hasTexts(base, ['name']) &&
    isStoredPath(base['folder']) &&
    isJsonObject(base['files']) &&
    hasTexts(base['files'], Object.keys(base['files'])) &&
    hasTexts(tokenizer, ['sha256']) &&
    hasTexts(template, ['kind', 'hash']) &&
    hasTexts(versions, ['app', 'node', 'onnxruntime', 'platform'])
  );
}

const isStoredPath = (value: unknown): boolean => hasTexts(value, ['relative', 'absolute']);

function hasTexts(value: unknown, names: string[]): value is Record<string, unknown> {
  return isJsonObject(value) && names.every((name) => typeof value[name] === 'string');
}
