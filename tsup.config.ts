import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', drill: 'src/drill/index.ts', cli: 'src/drill/cli.ts' },
  format: ['esm', 'cjs'],
  target: 'node22',
  dts: true,
  clean: true,
  sourcemap: true,
});
