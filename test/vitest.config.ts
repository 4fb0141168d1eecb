import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    testTimeout: 15_000,
    // A rejection that nobody handles is a bug of ours: vitest fails the run for it by default; keep it so.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
