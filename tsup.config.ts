import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'node22',
  sourcemap: true,
  // Small and ours alone: nothing to install for it.
  noExternal: ['fastest-levenshtein'],
};

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', drill: 'src/drill/index.ts', cli: 'src/drill/cli.ts' },
    format: 'esm',
    dts: { entry: { index: 'src/index.ts', drill: 'src/drill/index.ts' } },
  },
  {
    ...shared,
    entry: { index: 'src/index.ts', drill: 'src/drill/index.ts' },
    format: 'cjs',
    dts: true,
    // p-retry exists as ESM only: an external one could not be required.
    noExternal: ['fastest-levenshtein', 'p-retry', 'is-network-error'],
  },
]);
