import type { FailoverOptions } from '../../../index.ts';
import { demand, equal } from '../demand.ts';
import { answer, type Play, type Stage } from '../stage.ts';
import type { Told } from '../told.ts';
import type { VendorTurn } from '../vendor.ts';

/** Longer than every limit of ours. */
const TOO_LONG_MS = 20_000;
const limits: FailoverOptions = { timeouts: { totalMs: 15_000, firstTokenMs: 10_000, idleMs: 5_000 } };

async function late(stage: Stage, turn: VendorTurn, stream: boolean, pieces: number): Promise<Told> {
  stage.vendor.play(turn);
  const { ask, clock } = await stage.engine(limits);
  const asked = stage.vendor.requests.length;
  let text = '';
  const telling = ask({
    stream,
    onText: (said) => {
      text = said;
    },
  });
  await stage.asked(asked);
  const wanted = answer().text.slice(0, pieces).join('');
  await stage.until(() => text.startsWith(wanted), `Only "${text}" of "${wanted}" was handed on.`);
  clock.pass(TOO_LONG_MS);
  const told = await stage.soon(telling, 'The deadline has passed, and the call goes on.');
  demand(told.error, 'A vendor that says nothing has answered.');
  equal('The kind', told.attempt.kind, 'timeout');
  await stage.idle();
  return told;
}

export const deadlines: Record<string, Play> = {
  'deadline: a plain call': async (stage) => void (await late(stage, { does: 'silence' }, false, 0)),
  'deadline: a stream, before the headers': async (stage) =>
    void (await late(stage, { does: 'silence' }, true, 0)),
  'deadline: a stream, before its first word': async (stage) =>
    void (await late(stage, { does: 'stall', answer: answer(), after: 0 }, true, 0)),
  'deadline: silence in the middle of a stream': async (stage) =>
    void (await late(stage, { does: 'stall', answer: answer(), after: 2 }, true, 2)),
};
