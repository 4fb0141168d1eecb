import type { ChatRequest } from '../../../index.ts';
import { demand } from '../demand.ts';
import { answer, hello, type Play } from '../stage.ts';

type Messages = ChatRequest['messages'];

/** What has to reach the vendor: as it stands in the body of a request. */
interface Item {
  request: Partial<ChatRequest>;
  marks: readonly string[];
}

/** Taken, refused as an invalid request, or missed with a warning; never dropped in silence. */
const arrives =
  ({ request, marks }: Item): Play =>
  async (stage) => {
    for (const stream of [false, true]) {
      const asked = stage.vendor.requests.length;
      const told = await stage.ask({ does: 'answer', answer: answer() }, { request, stream });
      if (told.error && told.attempt.kind === 'invalid-request') continue;
      const { attempt } = told.answered;
      const sent = stage.sentSince(asked);
      const lost = marks.filter((mark) => !sent.includes(mark));
      demand(
        lost.length === 0 || attempt.warnings?.length,
        `${lost.join(', ')} has not reached the vendor, and no warning says so.`,
      );
    }
  };

const [question] = hello.messages;
const withMessages = (messages: Messages, ...marks: string[]): Play =>
  arrives({ request: { messages }, marks });

const tool = {
  type: 'function' as const,
  function: {
    name: 'weather-of',
    description: 'describes-heron',
    parameters: { type: 'object', properties: { cityOfIbis: { type: 'string' } } },
  },
};
const call = {
  id: 'call_1',
  type: 'function' as const,
  function: { name: 'weather-of', arguments: '{"cityOfIbis":"argued-egret"}' },
};
/** A red dot. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const image = { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PIXEL}` } };
const schema = {
  type: 'object',
  properties: { flockOfTerns: { type: 'string' } },
  required: ['flockOfTerns'],
  additionalProperties: false,
};

export const requests: Record<string, Play> = {
  'request: a system message': withMessages(
    [{ role: 'system', content: 'system-stork' }, question!],
    'system-stork',
  ),
  'request: a conversation, each turn of it': withMessages(
    [
      { role: 'user', content: 'first-finch' },
      { role: 'assistant', content: 'second-swift' },
      { role: 'user', content: 'third-thrush' },
    ],
    'first-finch',
    'second-swift',
    'third-thrush',
  ),
  'request: a tool call and its result': arrives({
    request: {
      tools: [tool],
      messages: [
        question!,
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'resulting-rail' },
      ],
    },
    marks: ['argued-egret', 'resulting-rail'],
  }),
  'request: an image': withMessages(
    [{ role: 'user', content: [{ type: 'text', text: 'seen-by-skua' }, image] }],
    'seen-by-skua',
    PIXEL,
  ),
  'request: tools': arrives({
    request: { tools: [tool] },
    marks: ['weather-of', 'describes-heron', 'cityOfIbis'],
  }),
  'request: a limit of tokens': arrives({ request: { max_completion_tokens: 4321 }, marks: ['4321'] }),
  'request: stop': arrives({ request: { stop: ['stops-at-sora'] }, marks: ['stops-at-sora'] }),
  'request: temperature': arrives({ request: { temperature: 0.625 }, marks: ['0.625'] }),
  'request: a schema for the answer': async (stage) => {
    const format = { type: 'json_schema' as const, json_schema: { name: 'terns', strict: true, schema } };
    const asked = stage.vendor.requests.length;
    const text = ['{"flockOfTerns":', '"seven"}'];
    const told = await stage.ask(
      { does: 'answer', answer: answer({ text }) },
      { request: { response_format: format } },
    );
    if (told.error && told.attempt.kind === 'invalid-request') return;
    const sent = stage.sentSince(asked).includes('flockOfTerns');
    demand(
      sent || told.answered.attempt.warnings?.length,
      'The schema has not reached the vendor, and no warning says so.',
    );
  },
};
