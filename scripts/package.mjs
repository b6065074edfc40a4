// Packages the extension: `npm run package -- --target linux-x64` (default: this machine; `universal`: without native code).
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from './setup/step.mjs';
import { runScript } from './setup.mjs';

const ROOT = join(import.meta.dirname, '..');

await runScript(import.meta.filename, async (args) => {
  const { values } = parseArgs({
    args,
    options: { target: { type: 'string', default: `${process.platform}-${process.arch}` }, out: { type: 'string' } },
  });
  // These need node_modules, which are there only now.
  const { TARGETS } = await import('./package/nativeRuntime.mjs');
  if (!TARGETS.includes(values.target))
    throw new SetupError(`There is no package for ${values.target}. Choose --target from: ${TARGETS.join(', ')}.`);
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const out = resolve(values.out ?? `${manifest.name}-${values.target}-${manifest.version}.vsix`);
  const stage = await mkdtemp(join(tmpdir(), 'tunewright-package-'));
  try {
    await fillStage(stage, values.target, manifest);
    await mkdir(dirname(out), { recursive: true });
    await writeVsix(stage, values.target, out);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  const { size } = await stat(out);
  console.log(`${relative(process.cwd(), out)}: ${(size / 1e6).toFixed(1)} MB`);
});

/** A package is put together aside, so that a checkout's own dist/ is left alone and two targets never mix. */
async function fillStage(stage, target, manifest) {
  const { listFiles, PackageManager } = await import('@vscode/vsce');
  const { buildAll } = await import('./build.mjs');
  const { copyNativeRuntime, COPIED_PACKAGES } = await import('./package/nativeRuntime.mjs');
  const { thirdPartyNotices } = await import('./package/notices.mjs');
  // .vscodeignore is the one list of what ships; dist/ is built anew.
  const listed = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
  const files = listed.filter((path) => !path.startsWith('dist/'));
  for (const path of [...files, '.vscodeignore']) await cp(join(ROOT, path), join(stage, path));
  await writeFile(join(stage, 'package.json'), JSON.stringify(shippedManifest(manifest), null, 2));
  const inputs = await buildAll({ outdir: join(stage, 'dist'), minify: true, sourcemap: false });
  await copyNativeRuntime(target, join(stage, 'dist'));
  const copied = target === 'universal' ? [] : COPIED_PACKAGES;
  await writeFile(join(stage, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(inputs, copied));
}

/** Everything is bundled: an installed extension has no dependencies and no scripts. */
function shippedManifest(manifest) {
  const dropped = ['scripts', 'dependencies', 'devDependencies', 'allowScripts', 'private'];
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => !dropped.includes(key)));
}

async function writeVsix(stage, target, out) {
  const { createVSIX } = await import('@vscode/vsce');
  await createVSIX({
    cwd: stage,
    packagePath: out,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    ...(target === 'universal' ? {} : { target }),
  });
}
