import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 15_000,
    // The run on a clone reads its figures from here.
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'node_modules/.cache/vitest.json' }]]
      : ['default'],
    // A rejection that nobody handles is a bug of ours: vitest fails the run for it by default; keep it so.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
