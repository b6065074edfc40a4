/** Where the project's own processes and workers start: TypeScript sources in development and tests, one bundle each in a release. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = {
  cli: '../cli.ts',
  languageServer: '../processes/languageServer.ts',
  planner: '../processes/planner.ts',
  trainer: '../processes/trainer.ts',
  heartbeat: '../runs/heartbeat.ts',
  inference: '../processes/inference.ts',
  inferenceWorker: '../processes/inferenceWorker.ts',
  templateWorker: '../prompt/templateWorker.ts',
  tokenWorker: '../processes/tokenWorker.ts',
} as const;

export type EntryName = keyof typeof SOURCES;

/** Absolute path of an entry's file. Sources need a Node that strips types (22.18 or newer). */
export function entryPath(name: EntryName): string {
  return isBundle() ? join(dirname(here()), `${name}.cjs`) : join(dirname(here()), ...SOURCES[name].split('/'));
}

/** The folder that holds `models/`, `examples/` and `package.json`, in a checkout and in an installed extension alike. */
export function installFolder(): string {
  return isBundle() ? dirname(dirname(here())) : dirname(dirname(dirname(here())));
}

const here = (): string => fileURLToPath(import.meta.url);
const isBundle = (): boolean => here().endsWith('.cjs');
