import { defineConfig } from 'vitest/config';

/** One project a tier (CONTRIBUTING.md). Files are found by pattern; nobody lists them by hand. */
const tier = (name: string, include: string[], testTimeout: number, fileParallelism: boolean) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: testTimeout, fileParallelism },
});

const withSharedModules = <T extends { test: object }>(project: T) => ({
  ...project,
  test: { ...project.test, isolate: false },
});

export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      // Files of the unit tier share the modules that a worker has loaded: half of the time went into loading them anew for each.
      withSharedModules(tier('unit', ['src/**/*.test.ts', 'test/unit/**/*.test.ts'], 20_000, true)),
      tier('golden', ['test/golden/**/*.test.ts'], 60_000, true),
      tier('process', ['test/process/**/*.test.ts'], 240_000, false),
      tier('webview', ['test/webview/**/*.test.ts'], 60_000, false),
      tier('peers', ['test/peers/**/*.test.ts'], 240_000, false),
      tier('editor', ['test/editor/**/*.test.ts'], 300_000, false),
    ],
  },
});
