import * as check from './checks.ts';
import type { Scenario } from './scenario.ts';

/** OpenRouter's way to break down: an error inside of a choice, which every SDK takes for an answer. */
const inChoice = {
  id: 'gen-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-5.5',
  choices: [
    {
      index: 0,
      delta: { role: 'assistant', content: '' },
      finish_reason: 'error',
      error: { code: 502, message: 'Provider disconnected' },
    },
  ],
};

/** Faults that the public bench leaves out, though vendors have them. */
export const beyond: Scenario[] = [
  {
    id: 'B01',
    name: 'a clean end after 40 tokens, no finish',
    script: () => ({ always: { kind: 'clean-end', afterTokens: 40 } }),
  },
  {
    id: 'B02',
    name: 'an error as the first event',
    script: () => ({ always: { kind: 'error-event', afterTokens: 0 } }),
  },
  {
    id: 'B03',
    name: 'an error event after 40 tokens',
    script: () => ({ always: { kind: 'error-event', afterTokens: 40 } }),
  },
  {
    id: 'B04',
    name: 'an error inside of a choice, first',
    script: () => ({ always: { kind: 'error-event', afterTokens: 0, payload: inChoice } }),
    wires: ['OpenAI'],
  },
  {
    id: 'B05',
    name: 'an error inside of a choice, after 40 tokens',
    script: () => ({ always: { kind: 'error-event', afterTokens: 40, payload: inChoice } }),
    wires: ['OpenAI'],
  },
  {
    id: 'B06',
    name: 'a web page with status 200',
    script: () => ({ always: { kind: 'html', status: 200 } }),
  },
  {
    id: 'B07',
    name: 'an empty answer',
    script: () => ({ always: { kind: 'empty' } }),
  },
  {
    id: 'B08',
    name: 'JSON that stops in the middle',
    script: () => ({ always: { kind: 'truncated-json' } }),
  },
  {
    id: 'B09',
    name: 'every byte on its own',
    script: () => ({ always: { kind: 'chunked-bytes', size: 1 } }),
    required: [check.primaryAnswers],
  },
  {
    id: 'B10',
    name: 'CRLF and comments between the events',
    script: () => ({ always: { kind: 'chunked-bytes', size: 7, crlf: true, comments: true } }),
    required: [check.primaryAnswers],
    wires: ['OpenAI', 'Claude'],
    modes: ['stream'],
  },
  {
    id: 'B11',
    name: 'dies inside of a tool call',
    script: () => ({ always: { kind: 'cut', afterTokens: 3 } }),
    tools: true,
  },
  {
    id: 'B12',
    name: 'complete, without a terminator, and never closed',
    script: () => ({ always: { kind: 'no-terminator' } }),
    neverHangsUp: true,
    modes: ['stream'],
    required: [check.overWithin(8_000)],
    advisory: [check.usageReported],
  },
  {
    id: 'B13',
    name: 'complete, with its terminator, and never closed',
    script: () => ({}),
    neverHangsUp: true,
    modes: ['stream'],
    required: [check.overWithin(8_000)],
    advisory: [check.usageReported],
  },
];
