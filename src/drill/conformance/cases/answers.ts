import { demand, equal } from '../demand.ts';
import { answer, type Play } from '../stage.ts';
import type { Told } from '../told.ts';

const whole = answer().text.join('');
const turn = { does: 'answer', answer: answer() } as const;

const isTold = (told: Told) => {
  equal('The text', told.answered.text, whole);
  equal('The finish', told.finish, 'stop');
};

function counts({ answered: { usage } }: Told): void {
  equal('usage.prompt_tokens', usage?.prompt_tokens, 17);
  equal('usage.completion_tokens', usage?.completion_tokens, 9);
}

/** An answer that was cut short still has its words. */
const finishes =
  (finish: 'length' | 'content_filter'): Play =>
  async (stage) => {
    for (const stream of [false, true]) {
      const told = await stage.ask({ does: 'answer', answer: answer({ finish }) }, { stream });
      equal(`The finish, ${stream ? 'streamed' : 'plain'}`, told.answered.finish, finish);
    }
  };

export const answers: Record<string, Play> = {
  'plain: the text arrives whole': async (stage) => isTold(await stage.ask(turn)),

  'stream: the text arrives whole': async (stage) => isTold(await stage.ask(turn, { stream: true })),

  'stream: its bytes may be cut anywhere': async (stage) => {
    const dribble = { does: 'dribble', answer: answer() } as const;
    isTold(await stage.ask(dribble, { stream: true }));
    isTold(await stage.ask(dribble));
  },

  'stream: each piece is handed on as it comes': async (stage) => {
    stage.vendor.play({ does: 'stall', answer: answer(), after: 3 });
    let text = '';
    const leave = new AbortController();
    const engine = await stage.engine();
    const told = engine.ask({
      stream: true,
      signal: leave.signal,
      onText: (said) => {
        text = said;
      },
    });
    const wanted = answer().text.slice(0, 3).join('');
    await stage
      .until(() => text === wanted, `The vendor has sent "${wanted}", but only "${text}" was handed on.`)
      .finally(() => leave.abort());
    await told;
  },

  'stream: many at once do not mix': async (stage) => {
    stage.vendor.play({ does: 'dribble', answer: answer() });
    const engine = await stage.engine();
    const all = await Promise.all(Array.from({ length: 8 }, () => engine.ask({ stream: true })));
    for (const told of all) isTold(told);
  },

  'plain: the usage is told': async (stage) => counts(await stage.ask(turn)),

  'stream: the usage is told where it is asked for': async (stage) =>
    counts(await stage.ask(turn, { stream: true, request: { stream_options: { include_usage: true } } })),

  'finish: length': finishes('length'),
  'finish: content_filter': finishes('content_filter'),

  'plain: an empty answer is a failure': async (stage) => isEmpty(await stage.ask(nothing)),
  'stream: an empty answer is a failure': async (stage) =>
    isEmpty(await stage.ask(nothing, { stream: true })),
};

const nothing = { does: 'answer', answer: answer({ text: [] }) } as const;

function isEmpty({ error, attempt }: Told): void {
  demand(error, 'An answer that says nothing was taken for one.');
  equal('The kind', attempt.kind, 'transient');
}
