import type { ChainEntry, CustomChat } from '../../../index.ts';
import { demand, equal } from '../demand.ts';
import { answer, type Play, type Stage } from '../stage.ts';
import type { VendorTurn } from '../vendor.ts';
import { kinds } from './failures.ts';

const LINE = 'the stand-in speaks';
const standIn: CustomChat = () => LINE;
const options = { fallbackOn: { contentFilter: true, invalidRequest: true } };

async function takesOver(stage: Stage, turn: VendorTurn, stream: boolean): Promise<void> {
  stage.vendor.play(turn);
  const { ask } = await stage.engine(options, [stage.target, standIn]);
  const { text, error, attempts } = await ask({ stream });
  const how = `after ${JSON.stringify(turn)}, ${stream ? 'streamed' : 'plain'}`;
  demand(!error, `Nobody took over ${how}: ${error}`);
  equal(`The answer ${how}`, text, LINE);
  demand(attempts.at(-1)?.provider === 'custom', `It was not the next target that answered ${how}.`);
}

/** It says the beginning, and dies. */
const BEGUN = 'begun-by-another pelican';
async function* begins(): AsyncGenerator<string> {
  yield BEGUN;
  throw new Error('It broke off');
}

export const failovers: Record<string, Play> = {
  'failover: the next target takes over, whatever failed': async (stage) => {
    // What a vendor cannot say it is asked for all the same: any failure will do.
    for (const stream of [false, true]) {
      for (const kind of kinds) await takesOver(stage, { does: 'refuse', kind }, stream);
      await takesOver(stage, { does: 'cut', answer: answer(), after: 0 }, stream);
    }
  },

  'failover: from a vendor that is silent': async (stage) => {
    stage.vendor.play({ does: 'silence' });
    for (const stream of [false, true]) {
      const { ask, clock } = await stage.engine({}, [stage.target, standIn]);
      const asked = stage.vendor.requests.length;
      const telling = ask({ stream });
      await stage.asked(asked);
      clock.pass(599_000);
      equal('The answer', (await stage.soon(telling, 'Nobody took over.')).answered.text, LINE);
      await stage.idle();
    }
  },

  'failover: another carries on its broken stream': async (stage) => {
    stage.vendor.play({ does: 'cut', answer: answer(), after: 2 });
    const { ask } = await stage.engine({}, [stage.target, standIn]);
    const { answered } = await ask({ stream: true });
    const wanted = answer().text.slice(0, 2).join('') + LINE;
    equal('The answer without its blanks', bare(answered.text), bare(wanted));
  },

  'failover: it carries on what another began': async (stage) => {
    stage.vendor.play({ does: 'answer', answer: answer() });
    const chain: ChainEntry[] = [begins as CustomChat, stage.target];
    const asked = stage.vendor.requests.length;
    const { answered } = await (await stage.engine({}, chain)).ask({ stream: true });
    equal('The answer without its blanks', bare(answered.text), bare(BEGUN + answer().text.join('')));
    demand(stage.sentSince(asked).includes(BEGUN), 'What was said before has not reached the vendor.');
  },
};

const bare = (text: string): string => text.replace(/\s/g, '');
