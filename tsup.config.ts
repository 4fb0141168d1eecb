import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'node22',
  sourcemap: true,
  // Small and ours alone: nothing to install for it.
  noExternal: ['fastest-levenshtein'],
};

/** Only ES modules can be split, so that a vendor's room loads when it is needed; then each part is made CommonJS. */
const commonJs: NonNullable<Options['plugins']>[number] = {
  name: 'common-js',
  async renderChunk(code, { path }) {
    if (!path.endsWith('.cjs')) return;
    return transform(code, {
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      sourcemap: 'external',
      // What is loaded later is required too: a test runner that emulates CommonJS, as Jest, has no import().
      supported: { 'dynamic-import': false },
    });
  },
};

const entry = { index: 'src/index.ts', drill: 'src/drill/index.ts' };

export default defineConfig([
  { ...shared, entry: { ...entry, cli: 'src/drill/cli.ts' }, format: 'esm', dts: { entry } },
  { entry, format: 'cjs', dts: { only: true } },
  {
    ...shared,
    entry,
    format: 'esm',
    outExtension: () => ({ js: '.cjs' }),
    plugins: [commonJs],
    // p-retry exists as ESM only: an external one could not be required.
    noExternal: ['fastest-levenshtein', 'p-retry', 'is-network-error'],
  },
]);
