import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { consequences, type FailureKind } from '../../src/core/kind.ts';
import {
  AllTargetsFailedError,
  ConfigError,
  createFailover,
  Failure,
  StreamBrokenError,
  UnderstudyError,
} from '../../src/index.ts';
import { defaults } from '../../src/options.ts';
import { vendors } from '../../src/providers/openai/vendors.ts';
import { root, table } from './readme.ts';
import { membersOf, wordsOf } from './types.ts';

afterEach(() => vi.unstubAllEnvs());

it('lists every option with its default, and no other', () => {
  const listed = table('Option', 'Default').map(([name, standard]) => [name, literal(standard!)]);
  const real = Object.entries(defaults).flatMap(([name, value]) => leaves(name, value));
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(real));
});

/** A group of options as its single options; what has no literal by the word that the README has for it. */
function leaves(name: string, value: unknown): [string, unknown][] {
  if (name === 'logger') return [[name, value === console ? 'console' : value]];
  if (name === 'hedge') return [['hedge.afterMs', value === undefined ? 'learned' : value]];
  if (name === 'notices')
    return [
      [
        name,
        Object.keys(value as object)
          .map((language) => `\`${language}\``)
          .join(', '),
      ],
    ];
  if (name === 'clock') return [[name, "the system's"]];
  const plain = Object.getPrototypeOf(value) === Object.prototype && Object.keys(value as object).length > 0;
  if (!plain) return [[name, value]];
  return Object.entries(value as object).map(([key, inner]) => [`${name}.${key}`, inner]);
}

function literal(text: string): unknown {
  if (/^\d[\d_.]*$/.test(text)) return Number(text.replaceAll('_', ''));
  if (/^'.*'$/.test(text)) return text.slice(1, -1);
  const literals: Record<string, unknown> = { '[]': [], '{}': {}, true: true, false: false };
  return text in literals ? literals[text] : text;
}

const made = [
  new ConfigError(''),
  new Failure('transient', ''),
  new AllTargetsFailedError({ attempts: [], failures: [] }),
  new StreamBrokenError('', [], '', undefined),
];

describe('errors', () => {
  it('lists every code with the class that bears it', () => {
    const listed = table('code', 'Class').map(([code, name]) => [name, code]);
    const real = made.map((error) => [error.constructor.name, error.code]);
    expect(listed).toEqual(real);
    expect(listed.map(([, code]) => code)).toEqual(wordsOf('src/core/errors.ts', 'ErrorCode'));
    expect(made.filter((error) => !(error instanceof UnderstudyError))).toEqual([]);
  });

  it('lists every kind with all that follows from it', () => {
    const listed = table('Kind', 'What it is').map(([kind, , ...rest]) => [kind, rest]);
    const real = Object.keys(consequences).map((kind) => [kind, inWords(consequences[kind as FailureKind])]);
    expect(listed).toEqual(real);
  });
});

function inWords({ retry, failOver, health, warn }: (typeof consequences)[FailureKind]): string[] {
  const again = {
    never: 'no',
    once: 'yes',
    longer: 'yes, after a longer wait',
    'if-told': 'if Retry-After is short',
  };
  const next = { yes: 'yes', no: 'no', 'unless-named': 'from a fallback only' };
  return [again[retry], next[failOver] + (warn ? ', with a warning' : ''), lesson(health)];
}

function lesson(health: (typeof consequences)[FailureKind]['health']): string {
  if (health === 'nothing') return 'nothing';
  if (health === 'failure') return 'a failure';
  const { coolMs, mostMs, scope } = health;
  const first = coolMs < 60_000 ? `${coolMs / 1_000} s` : `${coolMs / 60_000} min`;
  const time = mostMs ? `${first}, doubling up to ${mostMs / 1_000} s` : first;
  return `the ${scope === 'account' ? 'key' : 'model'} rests ${time}, or as long as it says`;
}

it('lists every event with its fields', () => {
  const listed = table('Event', 'Fields').map(([name, fields]) => [
    name,
    fields!.replaceAll('`', '').split(', '),
  ]);
  expect(Object.fromEntries(listed)).toEqual(membersOf('src/core/events.ts', 'FailoverEvent'));
});

it('lists everything that the failover object can do', () => {
  const listed = table('Name', 'What it does').map(([name]) => name!.replace(/\(.*/, ''));
  expect(listed.toSorted()).toEqual(Object.keys(createFailover({ health: 'own' })).toSorted());
});

describe('vendors', () => {
  const rows = table('Name', 'Address').map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
  const own = ['anthropic', 'google'];

  it("lists every one that speaks OpenAI's wire, as it is", () => {
    const listed = rows.filter(([name]) => !own.includes(name!));
    const real = Object.entries(vendors).map(([name, vendor]) => [
      name,
      vendor.baseURL,
      vendor.keyVariable ?? 'none',
      'urlVariable' in vendor ? vendor.urlVariable : '',
    ]);
    expect(listed).toEqual(real);
  });

  it.each(own)('names the variables of %s', (name) => {
    const [, , keys, address] = rows.find(([first]) => first === name)!;
    for (const variable of keys!.split(' or ')) vi.stubEnv(variable, '');
    const message = (() => {
      try {
        return createFailover({ fallbacks: [`${name}/model`], health: 'own' });
      } catch (error) {
        return (error as ConfigError).message;
      }
    })();
    expect(message).toContain(`Set ${keys}, or pass one`);
    expect(readFileSync(join(root, 'src/resolve.ts'), 'utf8')).toContain(`${name}: '${address}'`);
  });
});
