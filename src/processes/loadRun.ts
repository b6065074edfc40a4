/** What a run's folder names, as the training loop takes it: the model and the rows, both checked to be those it began with. */
import { join } from 'node:path';
import { errors } from '../common/errors.ts';
import { loadTemplate } from '../prompt/template.ts';
import { loadTokenizer } from '../prompt/tokenizer.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { hashFile, hashModelFolder } from '../runs/fingerprint.ts';
import type { Manifest } from '../runs/manifest.ts';
import { locate, type RunPaths } from '../runs/runFolder.ts';
import { readSnapshot } from '../runs/snapshot.ts';
import type { TrainableModel, TrainingData } from '../training/options.ts';
import { lengthLimit, prepareRows, requireRows } from '../training/prepare.ts';
import { splitRows } from '../training/split.ts';
import { makeTrainable } from '../training/trainableModel.ts';
import { loadModel, resolveBase } from '../weights/modelFolder.ts';

/** `verifyBase`: read the base's files once more to compare their hashes; a run just made needs no such thing. Throws UserError `run-changed`, `snapshot-damaged` and those of the model folder. */
export async function loadRun(
  paths: RunPaths,
  manifest: Manifest,
  recipe: Recipe,
  { verifyBase }: { verifyBase: boolean },
): Promise<{ model: TrainableModel; data: TrainingData; baseFolder: string }> {
  const snapshot = await locate(paths.root, manifest.snapshot.path);
  if (snapshot === undefined) throw errors.snapshotDamaged(manifest.snapshot.path.absolute);
  const samples = await readSnapshot(snapshot, manifest.snapshot.sha256);

  const folder = await findBase(paths, manifest, recipe);
  if (verifyBase) await requireSameBase(paths, manifest, folder);
  const { config, parameters } = await loadModel(folder);
  const tokenizer = await loadTokenizer(folder);
  // Dated templates must give the same rows on the day of a resume.
  const template = await loadTemplate(folder, { tokenizer, now: new Date(manifest.createdAt) });
  try {
    if (template.hash !== manifest.template.hash)
      throw errors.runChanged(paths.root, 'the chat template is another one now');
    const { vocabSize, maxPosition } = config;
    const maxLength = lengthLimit(recipe.maxLength, maxPosition);
    const prepared = await prepareRows(samples, { tokenizer, template, maxLength, vocabSize });
    requireRows(prepared);
    const { train, validation } = splitRows(prepared.rows, recipe.validationShare, recipe.seed);
    const skipped = manifest.skipped.reduce((sum, { rows }) => sum + rows, 0);
    return {
      model: makeTrainable(config, parameters, recipe),
      data: { train, validation, skipped },
      baseFolder: folder,
    };
  } finally {
    template.dispose();
  }
}

/** The embedded base moves with the product; another one may have moved with the run. */
async function findBase(paths: RunPaths, manifest: Manifest, recipe: Recipe): Promise<string> {
  if (recipe.base === 'embedded') return resolveBase('embedded');
  const folder = await locate(paths.root, manifest.base.folder);
  if (folder === undefined)
    throw errors.runChanged(paths.root, `its base model is no longer at ${manifest.base.folder.absolute}`);
  return folder;
}

async function requireSameBase(paths: RunPaths, manifest: Manifest, folder: string): Promise<void> {
  const now = await hashModelFolder(folder);
  const names = new Set([...Object.keys(now), ...Object.keys(manifest.base.files)]);
  const changed = [...names].filter((name) => now[name] !== manifest.base.files[name]);
  if ((await hashFile(join(folder, 'tokenizer.json'))) !== manifest.tokenizer.sha256) changed.push('tokenizer.json');
  if (changed.length > 0) throw errors.runChanged(paths.root, `${changed.join(', ')} of its base model changed`);
}
