/** Data that this project did not write lies beside the checkout; tests that need it are skipped, with a clear line, where it is absent. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** Absolute path of a shared data file. Guard the suite with `describe.skipIf(!hasShared)`. */
export const shared = (...parts: string[]): string => join(FOLDER, ...parts);
export const hasShared = existsSync(FOLDER);
if (!hasShared) console.warn(`Skipped where used: shared test data is not at ${FOLDER}.`);
