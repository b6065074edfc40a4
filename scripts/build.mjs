// Bundles the entries with esbuild: `npm run build`, `npm run watch`. Native modules stay outside (they travel as files).
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { context, build } from 'esbuild';

const NODE_ENTRIES = {
  extension: 'src/extension.ts',
  cli: 'src/cli.ts',
  languageServer: 'src/processes/languageServer.ts',
  trainer: 'src/processes/trainer.ts',
  inference: 'src/processes/inference.ts',
  inferenceWorker: 'src/processes/inferenceWorker.ts',
  templateWorker: 'src/prompt/templateWorker.ts',
};
const WEBVIEW_ENTRIES = { training: 'webview/training/main.ts', playground: 'webview/playground/main.ts' };
const existing = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

const common = {
  bundle: true,
  sourcemap: true,
  minify: process.argv.includes('--minify'),
  metafile: true,
  logLevel: 'warning',
  outdir: 'dist',
};
const configurations = [
  {
    ...common,
    entryPoints: existing(NODE_ENTRIES),
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'onnxruntime-node', '@tensorflow/tfjs-node'],
    // tfjs's `main` fields are CommonJS bundles; its ES modules tree-shake.
    mainFields: ['module', 'main'],
    // The sources say import.meta.url; a CommonJS bundle has __filename.
    define: { 'import.meta.url': 'IMPORT_META_URL' },
    banner: { js: "const IMPORT_META_URL = require('node:url').pathToFileURL(__filename).href;" },
  },
  {
    ...common,
    entryPoints: existing(WEBVIEW_ENTRIES),
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  },
];

await mkdir('dist', { recursive: true });
if (process.argv.includes('--watch')) {
  const contexts = await Promise.all(configurations.map((c) => context(c)));
  await Promise.all(contexts.map((c) => c.watch()));
  console.log('Watching for changes. Press Ctrl+C to stop.');
} else {
  const results = await Promise.all(configurations.map((c) => build(c)));
  await writeFile('dist/meta.json', JSON.stringify(results.map((r) => r.metafile)));
}
