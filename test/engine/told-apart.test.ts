import { describe, expect, test } from 'vitest';
import type { Errors } from '../../src/drill/servers/kit/vendor.ts';
import type { FailureKind, UnderstudyOptions } from '../../src/index.ts';
import { names, type VendorName, type Vendors, vendors } from './vendors.ts';

const vendorNames: VendorName[] = ['openai', 'anthropic', 'google'];
const MINUTE = 60_000;

type Server = Vendors['servers'][VendorName];
/** Brings an outage about, and gives what brings the calls that are under way then to their end, where time must pass. */
type Strike = (server: Server, at: Vendors) => unknown;

const says =
  (pick: (errors: Errors) => Parameters<Server['fail']>[0]): Strike =>
  (server) =>
    server.fail(pick(server.errors));
const refuses: Strike = (server) => server.refuse();
const silentFor =
  (ms: number): Strike =>
  (server, { clock }) => {
    server.fail({ kind: 'silence' });
    return server.received(4).then(() => clock.advance(ms));
  };

/** What it does, as how, what `health()` calls it, for how long it is left alone, and what the client is built with. */
const outages: [string, Strike, 'cooling' | 'open', FailureKind, number, UnderstudyOptions?][] = [
  ['is throttled and says until when', says((e) => e.rateLimit(20)), 'cooling', 'rate-limit', 20_000],
  ['is throttled', says((e) => ({ ...e.rateLimit(), headers: {} })), 'cooling', 'rate-limit', 2_000],
  ['knows the key no more', says(({ auth }) => auth), 'cooling', 'auth', 5 * MINUTE],
  ['has retired the model', says((e) => e.modelNotFound), 'cooling', 'model-not-found', 10 * MINUTE],
  ['finds the account empty', says(({ quota }) => quota), 'cooling', 'quota', 10 * MINUTE],
  ['is overloaded', says(({ overloaded }) => overloaded), 'open', 'overloaded', 2_000],
  ['breaks down', says(({ serverError }) => serverError), 'open', 'transient', 2_000],
  ['says nothing', silentFor(4_500), 'open', 'timeout', 2_000, { timeout: 10_000 }],
  ['is overtaken', silentFor(1_000), 'open', 'timeout', 2_000, { hedge: { afterMs: 1_000 } }],
  ['cannot be reached', refuses, 'open', 'transient', 2_000],
];

const people = { openai: 'ChatGPT', anthropic: 'Claude', google: 'Gemini' };
const behind = { openai: 'anthropic', anthropic: 'google', google: 'anthropic' } as const;

/** What the public is told of it, in English and in French. */
const why: Partial<Record<FailureKind, [string, string]>> = {
  'rate-limit': ['has had too many requests', 'reçoit trop de demandes'],
  auth: ['has not been available to this service', 'n’est plus accessible à ce service'],
  quota: ['has not been available to this service', 'n’est plus accessible à ce service'],
  'model-not-found': ['has not been available', 'n’est plus disponible'],
  overloaded: ['has been overloaded', 'subit une surcharge'],
  timeout: ['has been taking too long to answer', 'tarde trop à répondre'],
  transient: ['has not been answering', 'ne répond plus'],
};

function notice(first: VendorName, kind: FailureKind, { today }: Vendors, restMs: number) {
  const [en, fr] = why[kind] ?? [];
  const [name, other] = [people[first], people[behind[first]]];
  const subject = kind === 'model-not-found' ? names[first].replace(/.*\//, '') : undefined;
  const [hours, minutes] = [today().getHours(), today().getMinutes()];
  const two = (number: number) => String(number).padStart(2, '0');
  const wait = restMs < MINUTE ? [restMs / 1000, 's'] : [restMs / MINUTE, 'min'];
  const clock = `${hours} h${minutes ? ` ${two(minutes)}` : ''}`;
  const french = `${subject ? `Le modèle ${subject} (${name})` : name} ${fr} depuis ${clock}`;
  return {
    en: `${subject ? `The model ${subject} (${name})` : name} ${en} since ${two(hours)}:${two(minutes)}; ${other} answers instead. Next check in ${wait.join(' ')}.`,
    fr: `${french} ; ${other} répond à sa place. Prochain essai dans ${wait.join(' ')}.`,
  };
}

const statusBy = ({ requests }: Server) =>
  requests.at(-1)?.fault === 'status' ? expect.any(Number) : undefined;

/** Typography is held elsewhere: every space is a plain one here. */
const plainly = (texts: Readonly<Record<string, string>> | undefined) =>
  Object.fromEntries(
    Object.entries(texts ?? {}).map(([language, text]) => [language, text.replace(/\s/g, ' ')]),
  );

describe.each(vendorNames)('while %s stands first and', (first) => {
  test.each(outages)('%s', async (what, strike, state, kind, restMs, options) => {
    await using at = await vendors(options);
    const [server, target, standIn] = [at.servers[first], names[first], names[behind[first]]];
    const struck = strike(server, at);
    if (what === 'cannot be reached') await struck;
    const model = first === 'openai' ? undefined : first;
    const isOpen = state === 'open';
    const answers = Array.from({ length: isOpen ? 5 : 1 }, () => at.ask(model));
    await struck;
    expect(new Set(await Promise.all(answers))).toEqual(new Set([`${people[behind[first]]} here.`]));

    const { notice: told, ...report } = at.of(target);
    expect(report).toEqual({
      target,
      provider: first,
      model: target.replace(`${first}/`, ''),
      state,
      kind,
      since: at.today(),
      until: at.today(restMs),
      ...(isOpen && { nextProbe: at.today(restMs) }),
      lastFailure: {
        kind,
        status: statusBy(server),
        at: at.today(),
        ...(what === 'cannot be reached' && { unreached: true }),
      },
      recent: isOpen ? { attempts: 5, failed: 5 } : { attempts: 0, failed: 0 },
      // How long it was waited for in vain teaches too when to start another beside it.
      ...(what === 'is overtaken' && { answer: { p50Ms: 1_000, p95Ms: 1_000, samples: 5 } }),
      standIn,
    });
    expect(plainly(told)).toEqual(notice(first, kind, at, restMs));

    const said = at.events.filter(({ type }) => type === 'target-cooled' || type === 'circuit-opened');
    const whole = what === 'cannot be reached' ? first : target;
    expect(said).toEqual([
      isOpen
        ? { type: 'circuit-opened', target: whole, kind, forMs: restMs }
        : { type: 'target-cooled', target, kind, forMs: restMs },
    ]);
    const failed = at.events.find(({ type }) => type === 'attempt-failed');
    expect(failed).toMatchObject({ attempt: { target, kind, reason: 'first', outcome: 'failed' } });

    const asked = server.requests.length;
    await at.ask(model);
    expect(server.requests).toHaveLength(asked);
    const next = at.events.slice(at.events.findLastIndex(({ type }) => type === 'target-skipped'));
    expect(next).toMatchObject([
      { type: 'target-skipped', target, why: state },
      { type: 'attempt-started', attempt: { target: standIn } },
      { type: 'attempt-answered', attempt: { target: standIn } },
    ]);
  });
});
