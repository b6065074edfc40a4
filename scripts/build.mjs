// Bundles the entries with esbuild: `npm run build`, `npm run watch`. Native modules stay outside (they travel as files).
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, context } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const NODE_ENTRIES = {
  extension: 'src/extension.ts',
  cli: 'src/cli.ts',
  cliModels: 'src/cli/models.ts',
  languageServer: 'src/processes/languageServer.ts',
  trainer: 'src/processes/trainer.ts',
  heartbeat: 'src/runs/heartbeat.ts',
  planner: 'src/processes/planner.ts',
  inference: 'src/processes/inference.ts',
  inferenceWorker: 'src/processes/inferenceWorker.ts',
  templateWorker: 'src/prompt/templateWorker.ts',
  tokenWorker: 'src/processes/tokenWorker.ts',
};
const WEBVIEW_ENTRIES = {
  training: 'webview/training/main.ts',
  playground: 'webview/playground/main.ts',
  rowPreview: 'webview/rowPreview/main.ts',
  statistics: 'webview/statistics/main.ts',
};

/** Packages that are not bundled: the editor's own, and those with native code. */
const EXTERNAL = ['vscode', 'onnxruntime-node', '@tensorflow/tfjs-node'];

/** The command line loads the commands that need the engine from a bundle beside it: parsing them took half of every command's start. */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/models\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' && path === './cli/models.ts' ? { path: './cliModels.cjs', external: true } : undefined,
    ),
};

function configurations({ outdir, minify, sourcemap }) {
  const common = { absWorkingDir: ROOT, bundle: true, sourcemap, minify, metafile: true, logLevel: 'warning' };
  return [
    {
      ...common,
      entryPoints: NODE_ENTRIES,
      outdir,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outExtension: { '.js': '.cjs' },
      external: EXTERNAL,
      plugins: [apart],
      // tfjs's `main` fields are CommonJS bundles; its ES modules tree-shake.
      mainFields: ['module', 'main'],
      // The sources say import.meta.url; a CommonJS bundle has __filename.
      define: { 'import.meta.url': 'IMPORT_META_URL' },
      banner: { js: "const IMPORT_META_URL = require('node:url').pathToFileURL(__filename).href;" },
    },
    {
      ...common,
      entryPoints: WEBVIEW_ENTRIES,
      outdir: join(outdir, 'webview'),
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
  ];
}

/** Builds every entry into `outdir` and resolves with the paths, relative to the project, of the files that went in. */
export async function buildAll({ outdir, minify, sourcemap }) {
  await mkdir(outdir, { recursive: true });
  const results = await Promise.all(configurations({ outdir, minify, sourcemap }).map((c) => build(c)));
  const outputs = results.flatMap((result) => Object.values(result.metafile.outputs));
  const used = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0));
  return [...new Set(used)].map((path) => join(path));
}

if (process.argv[1] === import.meta.filename) {
  const outdir = join(ROOT, 'dist');
  if (process.argv.includes('--watch')) {
    const contexts = await Promise.all(
      configurations({ outdir, minify: false, sourcemap: true }).map((c) => context(c)),
    );
    await Promise.all(contexts.map((c) => c.watch()));
    console.log('Watching for changes. Press Ctrl+C to stop.');
  } else {
    const inputs = await buildAll({ outdir, minify: false, sourcemap: true });
    console.log(`Built ${inputs.length} modules into dist/.`);
  }
}
