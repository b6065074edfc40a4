// `npm test` sets everything up and runs every check and every tier; `npm test -- unit lint` runs only those named.
// Its last line is "N passed, N failed", with ", N skipped" where there are any.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runShown } from './setup/command.mjs';
import { SetupError } from './setup/step.mjs';
import { runScript, setUp } from './setup.mjs';

const ROOT = join(import.meta.dirname, '..');
const OUTPUT = join(ROOT, 'test-output');
const VSIX = join(OUTPUT, 'tunewright-test.vsix');
const bin = (packageName, ...path) => join(ROOT, 'node_modules', packageName, ...path);

/** Each counts as one test: name → the programs that must end with 0, as arguments of Node. */
const CHECKS = {
  build: [[join('scripts', 'build.mjs')]],
  typecheck: [
    [bin('typescript', 'bin', 'tsc'), '--noEmit'],
    [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'webview'],
  ],
  lint: [[bin('eslint', 'bin', 'eslint.js'), '.']],
  format: [[bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']],
  unused: [[bin('knip', 'bin', 'knip.js')]],
  package: [[join('scripts', 'package.mjs'), '--out', VSIX]],
};

/** Each tier, with what it needs: parts of setup.mjs, and checks that make what it tests. */
const TIERS = {
  unit: { parts: [], checks: [] },
  golden: { parts: [], checks: [] },
  process: { parts: [], checks: ['package'] },
  webview: { parts: ['browser'], checks: ['build'] },
  peers: { parts: ['python'], checks: [] },
  editor: { parts: ['editor', 'browser'], checks: ['package'] },
};

await runScript(import.meta.filename, async (names) => {
  const known = [...Object.keys(CHECKS), ...Object.keys(TIERS)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new SetupError(`There is no check or tier "${unknown[0]}". There are: ${known.join(', ')}.`);
  const wanted = new Set(names.length === 0 ? known : names);
  const tiers = Object.keys(TIERS).filter((name) => wanted.has(name));
  for (const name of tiers.flatMap((tier) => TIERS[tier].checks)) wanted.add(name);

  await setUp([...new Set(tiers.flatMap((tier) => TIERS[tier].parts))]);
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(OUTPUT, { recursive: true });
  process.env.TUNEWRIGHT_VSIX = VSIX;

  const results = [];
  for (const name of Object.keys(CHECKS).filter((check) => wanted.has(check)))
    results.push(await timed(name, () => runCheck(CHECKS[name])));
  for (const name of tiers) results.push(await timed(name, () => runTier(name)));
  report(results);
});

async function timed(name, work) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`);
  const startMs = performance.now();
  return { name, ...(await work()), ms: performance.now() - startMs };
}

/** A check counts as one test. Its programs all run, so that one run shows every problem. */
async function runCheck(programs) {
  const codes = [];
  for (const args of programs) codes.push(await runShown(process.execPath, args, { cwd: ROOT }));
  const isPassed = codes.every((code) => code === 0);
  return { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0 };
}

/** Runs one tier of tests and counts them from the runner's own report. */
async function runTier(name) {
  const file = join(OUTPUT, `vitest-${name}.json`);
  const args = ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await runShown(process.execPath, [bin('vitest', 'vitest.mjs'), ...args], { cwd: ROOT });
  const counts = await readFile(file, 'utf8').then(
    (text) => countTests(JSON.parse(text)),
    () => ({ passed: 0, failed: 0, skipped: 0 }),
  );
  // A file that could not be loaded, an error outside of any test, or no tests at all: no test failed, and yet the tier did.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function countTests(report) {
  const loadFailures = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + loadFailures,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function report(results) {
  console.log('\nWhere the time went:');
  for (const { name, passed, failed, skipped, ms } of results)
    console.log(
      `  ${name.padEnd(10)} ${(ms / 1000).toFixed(1).padStart(7)} s  ${passed} passed, ${failed} failed, ${skipped} skipped`,
    );
  console.log(`Screenshots and logs are in ${relative(process.cwd(), OUTPUT) || '.'}.\n`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  process.exitCode = sum('failed') === 0 ? 0 : 1;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
