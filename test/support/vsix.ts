/** The packaged extension: the one that the test run made, or a new one when a test is run by itself. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** Absolute path of the VSIX for this machine. TUNEWRIGHT_VSIX names one that is there already. */
export async function packagedVsix(): Promise<string> {
  const given = process.env['TUNEWRIGHT_VSIX'];
  if (given !== undefined && existsSync(given)) return given;
  const out = join(ROOT, 'test-output', `tunewright-${process.pid}.vsix`);
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'package.mjs'), '--out', out], { cwd: ROOT });
  return out;
}
