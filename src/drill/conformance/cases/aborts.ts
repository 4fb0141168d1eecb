import { demand, equal } from '../demand.ts';
import { answer, type Play, type Stage } from '../stage.ts';
import type { VendorTurn } from '../vendor.ts';

const LEFT = 'the caller has left';

/** A caller who leaves is let go with his own reason, and the vendor's socket closes. */
const before =
  (turn: VendorTurn, stream: boolean): Play =>
  async (stage) => {
    stage.vendor.play(turn);
    const leave = new AbortController();
    const engine = await stage.engine();
    const asked = stage.vendor.requests.length;
    const telling = engine.ask({ stream, signal: leave.signal });
    await stage.asked(asked);
    leave.abort(LEFT);
    const { error } = await stage.soon(telling, 'The caller was not let go.');
    equal('What the caller was told', error, LEFT);
    await released(stage);
  };

const within =
  (leaving: 'aborts' | 'returns' | 'returns while waiting'): Play =>
  async (stage) => {
    stage.vendor.play({ does: 'stall', answer: answer(), after: 2 });
    const leave = new AbortController();
    const reply = await (await stage.engine()).begin({ stream: true, signal: leave.signal });
    demand(reply.type === 'stream', 'A stream was expected.');
    const items = reply.items[Symbol.asyncIterator]();
    await items.next();
    // The vendor has fallen silent long before the last of these.
    if (leaving === 'returns while waiting')
      for (let left = 6; left > 0; left--) items.next().catch(() => {});
    if (leaving === 'aborts') leave.abort(LEFT);
    else void items.return?.();
    await released(stage);
  };

async function released(stage: Stage): Promise<void> {
  await stage.idle().catch(() => {
    throw new Error('The abort has not reached the vendor: its connection is still open.');
  });
}

export const aborts: Record<string, Play> = {
  'abort: a plain call, before the headers': before({ does: 'silence' }, false),
  'abort: a stream, before the headers': before({ does: 'silence' }, true),
  'abort: a stream, before its first word': before({ does: 'stall', answer: answer(), after: 0 }, true),
  'abort: in the middle of a stream': within('aborts'),
  'abort: the reader breaks off': within('returns'),
  'abort: the reader breaks off while he waits': within('returns while waiting'),
};
