import { demand, equal } from '../demand.ts';
import { answer, type Play } from '../stage.ts';
import type { VendorKind } from '../vendor.ts';

export const kinds: readonly VendorKind[] = [
  'transient',
  'overloaded',
  'rate-limit',
  'quota',
  'auth',
  'permission',
  'model-not-found',
  'context-length',
  'content-filter',
  'invalid-request',
];

const toldAs =
  (kind: VendorKind): Play =>
  async (stage) => {
    for (const stream of [false, true]) {
      const { error, attempt } = await stage.ask({ does: 'refuse', kind }, { stream });
      demand(error, 'An error of the vendor was taken for an answer.');
      equal(`The kind, ${stream ? 'streamed' : 'plain'}`, attempt.kind, kind);
    }
  };

export const failures: Record<string, Play> = {
  ...Object.fromEntries(kinds.map((kind) => [`failure: ${kind}`, toldAs(kind)])),

  'failure: the wait that the vendor asks for': async (stage) => {
    const { attempt } = await stage.ask({ does: 'refuse', kind: 'rate-limit', retryAfterMs: 7_000 });
    equal('The kind', attempt.kind, 'rate-limit');
    equal('retryAfterMs', attempt.retryAfterMs, 7_000);
  },

  'failure: a vendor that cannot be reached': async (stage) => {
    await stage.vendor.close();
    for (const stream of [false, true]) {
      const engine = await stage.engine();
      const { error, attempt } = await engine.ask({ stream });
      demand(error, 'A vendor that is not there has answered.');
      demand(
        attempt.kind === 'transient' || attempt.kind === 'timeout',
        `A vendor that cannot be reached is "transient", not "${attempt.kind}".`,
      );
      const [report] = engine.failover.health();
      demand(
        report?.lastFailure?.unreached,
        'It is not told that there was no HTTP answer at all: let the error of your fetch out as it is.',
      );
    }
  },

  'check: tells that all is well, and what is wrong': async (stage) => {
    const engine = await stage.engine();
    stage.vendor.play({ does: 'answer', answer: answer() });
    equal('ok', (await engine.failover.check())[0]?.ok, true);
    stage.vendor.play({ does: 'refuse', kind: 'auth' });
    equal('The kind', (await engine.failover.check())[0]?.kind, 'auth');
  },
};
