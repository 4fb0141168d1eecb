import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  anthropic,
  type ChainEntry,
  compatible,
  createFailover,
  google,
  openai,
  Understudy,
  type UnderstudyOptions,
} from '../../src/index.ts';
import { quiet } from './vendors.ts';

const apiKey = 'sk-test';
const claude = anthropic('claude-sonnet-5-5', { apiKey });
const opus = anthropic('claude-opus-5-5', { apiKey });
const gemini = google('gemini-3.8-flash', { apiKey });
const elsewhere = openai('gpt-5.4-mini', { apiKey, baseURL: 'https://gateway.example/v1' });
const gateway = (model: string) => compatible('gateway', { model, baseURL: 'https://gateway.example/v1' });
const person = () => 'A person.';

/** A logger, and what it was told of chains. */
function logger() {
  const hints: string[] = [];
  const warn = (text: string) => {
    if (text.includes('depends on')) hints.push(text);
  };
  return { ...quiet, warn, hints };
}

/** The hints that a client with these chains gives. */
function hintsOf(chains: Pick<UnderstudyOptions, 'fallbacks' | 'routes'>): string[] {
  const log = logger();
  new Understudy({ apiKey, health: 'own', logger: log, ...chains });
  return log.hints;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a chain of one vendor', () => {
  const alike: [string, ChainEntry[]][] = [
    ["a further model of the client's", ['openai/gpt-5.4-mini']],
    ['two of them', ['openai/gpt-5.4-mini', { target: 'openai/gpt-6', share: 0.1 }]],
    ['one under another key', [openai('gpt-5.5', { apiKey: 'sk-other' })]],
  ];
  test.each(alike)('is told of: %s', (_, fallbacks) => {
    expect(hintsOf({ fallbacks })).toEqual([
      '[llm-understudy] Everything in fallbacks depends on openai: while that is down, nobody answers. ' +
        'Add a target of another vendor.',
    ]);
  });

  test('is told of in each route by its name', () => {
    const routes = { careful: [claude, opus], cheap: [gateway('a'), gateway('b')], mixed: [claude, gemini] };
    expect(hintsOf({ routes }).map((hint) => hint.replace(/:.*/, ''))).toEqual([
      '[llm-understudy] Everything in the route "careful" depends on anthropic',
      '[llm-understudy] Everything in the route "cheap" depends on gateway',
    ]);
  });

  const varied: [string, Pick<UnderstudyOptions, 'fallbacks' | 'routes'>][] = [
    ['of two vendors', { fallbacks: ['openai/gpt-5.4-mini', claude] }],
    ['of no fallbacks', { fallbacks: [] }],
    ['of none that are told', {}],
    ['of a single target', { routes: { careful: [claude] } }],
    ['with a function', { fallbacks: ['openai/gpt-5.4-mini', person] }],
    ['that begins with a function', { routes: { careful: [person, claude] } }],
    ['of functions', { routes: { people: [person, () => 'Another.'] } }],
    ["with the same provider's other address", { fallbacks: [elsewhere] }],
    ['of one provider at two addresses', { routes: { careful: [elsewhere, openai('gpt-5.5', { apiKey })] } }],
  ];
  test.each(varied)('is not what a chain is %s', (_, chains) => {
    expect(hintsOf(chains)).toEqual([]);
  });

  test('is told of by an update too', () => {
    const log = logger();
    const failover = createFailover({ health: 'own', logger: log, fallbacks: [claude, gemini] });
    expect(log.hints).toEqual([]);
    failover.update({ routes: { careful: [claude, opus] } });
    expect(log.hints).toHaveLength(1);
  });

  test('is no matter of keys: the hint holds none', () => {
    expect(hintsOf({ routes: { careful: [claude, opus] } }).join()).not.toContain(apiKey);
  });
});

describe('the hint comes once', () => {
  const routes = { careful: [claude, opus] };
  const options = { apiKey, health: 'own' as const, routes };

  test('for clients that are built for every request, on the console', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const own = { careful: [claude, opus, anthropic('claude-haiku-5', { apiKey })], once: [claude, opus] };
    for (let requests = 0; requests < 5; requests++) new Understudy({ ...options, routes: own });
    const hints = warn.mock.calls.filter(([text]) => String(text).includes('route "once"'));
    expect(hints).toHaveLength(1);
  });

  test("for clients that are built for every request, in the user's own logger", () => {
    const log = logger();
    for (let requests = 0; requests < 5; requests++) new Understudy({ ...options, logger: log });
    expect(log.hints).toHaveLength(1);
  });

  test('for engines without a client, and their updates', () => {
    const log = logger();
    for (let requests = 0; requests < 5; requests++) {
      const failover = createFailover({ health: 'own', routes, logger: log });
      failover.update({ routes });
    }
    expect(log.hints).toHaveLength(1);
  });

  test('for clones', () => {
    const log = logger();
    const client = new Understudy({ ...options, logger: log });
    client.withOptions({ timeout: 5_000 });
    client.withOptions({ fallbacks: [claude] });
    expect(log.hints).toHaveLength(1);
  });

  test('for each logger', () => {
    const logs = [logger(), logger()];
    for (const log of logs) createFailover({ health: 'own', routes, logger: log });
    expect(logs.map(({ hints }) => hints.length)).toEqual([1, 1]);
  });
});
