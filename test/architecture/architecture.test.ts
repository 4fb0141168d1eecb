import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root, type Source, sources } from './source.ts';

const src = sources('src');

/** From the inside out; a file may import from its own layer's room and from what stands before it. */
const layers: [string, RegExp][] = [
  ['core', /^src\/core\//],
  ['rooms', /^src\/(policies|health|notices|providers|wire)\/|^src\/(options|targets|resolve|suggest)\.ts$/],
  ['failover', /^src\/(failover|rooms|load|build)\.ts$/],
  ['engine', /^src\/(engine|roster|report|check|warnings|diagnostics)\.ts$/],
  ['fetch', /^src\/(fetch|served|facade|stream|answered)\.ts$/],
  ['client', /^src\/client\.ts$/],
  ['index', /^src\/index\.ts$/],
  ['drill', /^src\/drill\//],
];
const layerOf = (path: string) => layers.findIndex(([, holds]) => holds.test(path));

/** Rooms that must not see each other. */
const room = (path: string) => /^src\/(policies|health|notices|wire|providers\/[a-z]+)\//.exec(path)?.[1];

function breaches(rule: (source: Source) => string[]): string[] {
  return src.flatMap((source) => rule(source).map((what) => `${source.path}: ${what}`));
}

describe('imports', () => {
  it('puts every file into a layer', () => {
    expect(src.map(({ path }) => path).filter((path) => layerOf(path) < 0)).toEqual([]);
  });

  it('lets them run one way', () => {
    const rule = ({ path, files }: Source) =>
      files
        .filter((file) => layerOf(file) > layerOf(path))
        .map((file) => `imports ${file}, which stands further out`);
    expect(breaches(rule)).toEqual([]);
  });

  it('keeps the rooms blind to each other', () => {
    const rule = ({ path, files }: Source) =>
      room(path)
        ? files.filter((file) => room(file) && room(file) !== room(path)).map((file) => `sees ${file}`)
        : [];
    expect(breaches(rule)).toEqual([]);
  });

  it('makes no circles, type imports counted', () => {
    expect(circles(new Map(src.map(({ path, files }) => [path, files])))).toEqual([]);
  });

  it('lets the fakes import nothing of ours, and the drill only the public door', () => {
    const allowed = (path: string) =>
      path.startsWith('src/drill/servers/') ? /^src\/drill\/servers\// : /^src\/(drill\/|index\.ts$)/;
    const rule = ({ path, files }: Source) =>
      path.startsWith('src/drill/')
        ? files.filter((file) => !allowed(path).test(file)).map((file) => `imports ${file}`)
        : [];
    expect(breaches(rule)).toEqual([]);
  });

  it('keeps the door shut to everybody but the command line', () => {
    const rule = ({ path, files }: Source) =>
      path.startsWith('src/drill/')
        ? []
        : files.filter((file) => file === 'src/index.ts').map((file) => `imports ${file}`);
    expect(breaches(rule)).toEqual([]);
  });
});

describe('packages', () => {
  const owners: Record<string, RegExp> = {
    opossum: /^src\/health\/breaker\.ts$/,
    'p-retry': /^src\/policies\/retry\.ts$/,
    openai: /^src\/(client|stream|providers\/openai\/index)\.ts$/,
    'openai/core/streaming': /^src\/stream\.ts$/,
    '@anthropic-ai/sdk': /^src\/providers\/anthropic\/chat\.ts$/,
    '@google/generative-ai': /^src\/providers\/google\/generative-ai\.ts$/,
    '@google/genai/web': /^src\/providers\/google\/genai\.ts$/,
    '@cfworker/json-schema': /^src\/policies\/schema-check\.ts$/,
    'fastest-levenshtein': /^src\/suggest\.ts$/,
  };

  it('have one owner each', () => {
    const rule = ({ path, loads }: Source) =>
      loads
        .filter((name) => !name.startsWith('node:'))
        .filter((name) => !owners[name]?.test(path))
        .map((name) => `loads ${name}`);
    expect(breaches(rule)).toEqual([]);
  });

  it('nor is the room that speaks to another vendor loaded before it is used', () => {
    const rule = ({ text }: Source) => text.match(/^import (?!type)[^;]*?\/chat\.ts';$/gm) ?? [];
    expect(breaches((source) => (source.path.startsWith('src/providers/') ? rule(source) : []))).toEqual([]);
    expect(src.filter(({ text }) => text.includes("await import('./chat.ts')"))).toHaveLength(2);
  });

  it('nor are the rooms of a call loaded before the first one', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['src/index.ts'],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir: 'dist',
      write: false,
      metafile: true,
    });
    const { inputs } = metafile;
    const loaded = new Set<string>();
    const load = (path: string) => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const { kind, external, path: next } of inputs[path]!.imports)
        if (kind === 'import-statement' && !external) load(next);
    };
    load('src/index.ts');
    const rooms = inputs['src/rooms.ts']!.imports.map(({ path }) => path);
    expect(rooms).toContain('src/failover.ts');
    expect(rooms.filter((room) => loaded.has(room))).toEqual([]);
    // Nor what they load in turn.
    expect([...loaded].filter((path) => /policies\/(race|round|retry|hold|splice)/.test(path))).toEqual([]);
  });

  it('are loaded on first use where they are slow', () => {
    const rule = ({ text }: Source) =>
      [
        ...text.matchAll(
          /^import (?!type)[^;]*?from '(opossum|p-retry|@anthropic-ai\/sdk|@google\/gen|@cfworker)[^']*';$/gm,
        ),
      ].map(([line]) => `loads at once: ${line}`);
    expect(breaches(rule)).toEqual([]);
  });
});

describe('time, chance and the outside', () => {
  const only = (words: RegExp, where: RegExp) => {
    const rule = ({ path, text }: Source) =>
      where.test(path) || path.startsWith('src/drill/') ? [] : (withoutComments(text).match(words) ?? []);
    return breaches(rule);
  };

  it('time and chance are in core/clock alone', () => {
    expect(
      only(
        /\b(setTimeout|setInterval|setImmediate|Date\.now|performance\.now|Math\.random)\b|new Date\(\)/g,
        /^src\/core\/clock\.ts$/,
      ),
    ).toEqual([]);
  });

  it('AbortSignal.timeout is nowhere, since no fake clock moves it', () => {
    expect(
      src.filter(({ text }) => withoutComments(text).includes('AbortSignal.timeout')).map(({ path }) => path),
    ).toEqual([]);
  });

  it('console and process are in options, diagnostics and the command line alone', () => {
    expect(only(/\b(console|process\??\.\w+)\b/g, /^src\/(options|diagnostics)\.ts$/)).toEqual([]);
  });
});

describe('size and form', () => {
  it('re-exports no whole module', () => {
    expect(breaches(({ text }) => text.match(/^export \* .*$/gm) ?? [])).toEqual([]);
  });

  it('keeps files short: median at most 60 lines, none over 250', () => {
    const lengths = src.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60);
    expect(breaches(({ lines }) => (lines > 250 ? [`${lines} lines`] : []))).toEqual([]);
  });

  it('keeps functions short: none over 45 lines', () => {
    const rule = ({ functions }: Source) =>
      functions.filter(({ lines }) => lines > 45).map(({ name, lines }) => `${name} has ${lines} lines`);
    expect(breaches(rule)).toEqual([]);
  });
});

describe('examples', () => {
  it('import the package by its name', () => {
    const inside = sources('examples').flatMap(({ path, files }) =>
      files.filter((file) => file.startsWith('src')).map((file) => `${path}: ${file}`),
    );
    expect(inside).toEqual([]);
  });
});

/** Comments may name what the code must not use. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function circles(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, trail: string[]): void => {
    if (trail.includes(file)) {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}
