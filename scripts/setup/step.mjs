// One line a step: what it did and how long it took. Steps are safe to repeat; a second run reuses what is there.

/** A failure that the person at the keyboard can do something about: shown without a stack. */
export class SetupError extends Error {}

/** Runs `work`, which answers with a few words for the line, and prints the line. */
export async function step(name, work) {
  const startMs = performance.now();
  const words = await work();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`[setup] ${name}: ${words} (${seconds} s)`);
}

/** Prints a failure the way a person wants to read it, and makes the process fail. */
export function reportFailure(error) {
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  process.exitCode = 1;
}
