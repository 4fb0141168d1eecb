import type { VendorRole } from './cast.ts';
import type { Fault } from './servers/kit/faults.ts';

/** One thing that the director does between two turns. */
export type Direction =
  /** From now on this vendor meets `fault`; its next requests first meet those of `first`. */
  | { do: 'fail'; who: VendorRole; fault: Fault; first?: Fault[] }
  | { do: 'heal'; who: VendorRole }
  | { do: 'pause'; who: string; reason: string }
  | { do: 'resume'; who: string }
  /** Waits until those circuits that are open may be tried again. */
  | { do: 'wait'; for: VendorRole[] };

export interface Scene {
  /** What the director does, in words. */
  tell?: string;
  directions?: Direction[];
}

export interface Turn {
  asks: string;
  /** What a model says to it, whichever is asked. */
  answer: string;
  /** With the fake vendors, which break as told. */
  staged: Scene;
  /** With the real ones, which can only be paused. */
  live: Scene;
}

export interface Story {
  /** Told before the curtain rises, a paragraph each. */
  prologue: { staged: string[]; live: string[] };
  system: string;
  turns: Turn[];
}

const busy: Fault = { kind: 'status', status: 503 };

/** A teacher prepares a lesson, and the afternoon of 23 January 2025 comes in between. */
export const story: Story = {
  prologue: {
    staged: [
      'On 23 January 2025 ChatGPT was down from 11:30 to 15:08 UTC. People saw 502 pages, and a second wave was ' +
        'put down to their own retries.',
      'Here is a conversation that has to live through such a day. Three servers on this machine play the ' +
        "vendors, over real HTTP and the vendors' own SDKs; the troubles of Claude and Gemini are our addition.",
    ],
    live: [
      'The same conversation, with the real vendors. Nobody can break those, so we take them off the stage by ' +
        'hand, with pause(). Seven short questions: a few cents at most.',
    ],
  },
  system:
    'You help a teacher plan one school lesson, turn by turn. Answer in two short sentences, in plain words, and ' +
    'build on what was said before.',
  turns: [
    {
      asks: 'Tomorrow I teach the water cycle to 24 ten-year-olds. Give me one story to hang it on.',
      answer:
        'Follow one drop of water and give it a name: Dot. She leaves a puddle on a sunny morning, and by the end ' +
        'of the lesson she is back in the same puddle.',
      staged: {},
      live: {},
    },
    {
      asks: 'Lovely. How does Dot leave the puddle?',
      answer:
        'The sun warms Dot until she floats off as vapour, too small to see. Let the class draw a chalk line ' +
        'around a puddle at nine and look again at noon: the gap is where Dot left.',
      staged: {
        tell: 'ChatGPT goes down: a 502 page first, then 503s.',
        directions: [{ do: 'fail', who: 'openai', fault: busy, first: [{ kind: 'html', status: 502 }] }],
      },
      live: {
        tell: 'ChatGPT leaves the stage.',
        directions: [{ do: 'pause', who: 'openai', reason: 'the drill plays its outage' }],
      },
    },
    {
      asks: 'And how does she get up into a cloud?',
      answer:
        'Warm air carries Dot up until it is too cold to stay vapour. There she settles on a speck of dust beside ' +
        'a million other drops, and together they are what your class calls a cloud.',
      staged: {
        tell: 'ChatGPT seems to be back. Its line will be cut in the middle of a sentence.',
        directions: [{ do: 'fail', who: 'openai', fault: { kind: 'cut', afterTokens: 20 } }],
      },
      live: {
        tell: 'ChatGPT is back for one turn.',
        directions: [{ do: 'resume', who: 'openai' }],
      },
    },
    {
      asks: 'They will ask why clouds do not just fall down.',
      answer:
        'Because the drops are tiny, and the air below keeps lifting them, as it does above a heater. Dot comes ' +
        'down only when she has joined enough of the others to be heavy: that is rain.',
      staged: {
        tell: 'ChatGPT sends 503s again, and now Claude is overloaded too (529).',
        directions: [
          { do: 'fail', who: 'openai', fault: busy },
          { do: 'fail', who: 'anthropic', fault: { kind: 'status', status: 529 } },
        ],
      },
      live: {
        tell: 'ChatGPT and Claude leave the stage.',
        directions: [
          { do: 'pause', who: 'openai', reason: 'the drill plays its outage' },
          { do: 'pause', who: 'anthropic', reason: 'the drill plays its outage' },
        ],
      },
    },
    {
      asks: 'Put the lesson so far in a short list, please.',
      answer:
        'Dot leaves the puddle as vapour, warm air carries her up, she settles in a cloud, and she falls as rain ' +
        'once she is heavy.',
      staged: {
        tell: 'Somebody pauses Gemini by hand. All three vendors are out; a function on this machine is left.',
        directions: [{ do: 'pause', who: 'google', reason: 'its answers are being looked at' }],
      },
      live: {
        tell: 'Gemini leaves the stage too; a function on this machine is left.',
        directions: [{ do: 'pause', who: 'google', reason: 'the drill plays its outage' }],
      },
    },
    {
      asks: 'Now one experiment, with things from a kitchen.',
      answer:
        'Put warm water into a glass bowl, cling film over it, and ice cubes on the film. In ten minutes Dot ' +
        'rises, meets the cold and drips back: puddle, cloud and rain on one desk.',
      staged: {
        tell: 'ChatGPT and Claude heal, though nobody knows it yet. Gemini is let back in.',
        directions: [
          { do: 'heal', who: 'openai' },
          { do: 'heal', who: 'anthropic' },
          { do: 'resume', who: 'google' },
          { do: 'wait', for: ['openai', 'anthropic'] },
        ],
      },
      live: {
        tell: 'Claude and Gemini are let back in.',
        directions: [
          { do: 'resume', who: 'anthropic' },
          { do: 'resume', who: 'google' },
        ],
      },
    },
    {
      asks: 'Last one: a question for the end that brings Dot home.',
      answer:
        "Ask them whether Dot could once have been in a dinosaur's puddle. She could, for the water goes round " +
        'and round, and tomorrow she sets out again from the puddle at your door.',
      staged: {},
      live: { tell: 'ChatGPT is let back in.', directions: [{ do: 'resume', who: 'openai' }] },
    },
  ],
};
