import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/drill/servers/kit/faults.ts';
import { type VendorName, vendors } from './sdk.ts';

const TEXT = 'one two three four five';
const names: VendorName[] = ['openai', 'anthropic', 'gemini'];

/** What each vendor's SDK makes of a fault: the text and its ending, or the error's class and status. */
type Row = [name: string, fault: Fault | null, openai: string, anthropic: string, gemini: string];

const healthy = [`${TEXT} [stop]`, `${TEXT} [end_turn]`, `${TEXT} [STOP]`] as const;
const [google, fetched] = ['GoogleGenerativeAIError', 'GoogleGenerativeAIFetchError'];
const [connection, server] = ['APIConnectionError', 'InternalServerError'];

const streams: Row[] = [
  ['good health', null, ...healthy],
  ['a slow first token', { kind: 'slow-first-token', ms: 5 }, ...healthy],
  ['single bytes', { kind: 'chunked-bytes', size: 1 }, ...healthy],
  ['CRLF line ends', { kind: 'chunked-bytes', size: 7, crlf: true }, ...healthy],
  ['LF line ends', { kind: 'chunked-bytes', size: 7, crlf: false }, ...healthy],
  ['comments', { kind: 'chunked-bytes', size: 99, comments: true }, healthy[0], healthy[1], google],
  ['no terminator', { kind: 'no-terminator' }, ...healthy],
  ['a clean end', { kind: 'clean-end', afterTokens: 2 }, 'one two [?]', 'one two [?]', 'one two [?]'],
  ['a cut', { kind: 'cut', afterTokens: 2 }, 'TypeError', 'TypeError', google],
  ['a cut after the headers', { kind: 'cut', afterTokens: 0 }, 'TypeError', 'TypeError', google],
  ['a stall, then the end', { kind: 'stall', afterTokens: 2, ms: 5 }, 'TypeError', 'TypeError', google],
  ['a reset', { kind: 'reset' }, connection, connection, google],
  ['broken JSON', { kind: 'broken-json', atEvent: 5 }, 'SyntaxError', 'SyntaxError', google],
  ['half a line at the end', { kind: 'truncated-json' }, 'SyntaxError', 'one two three four [?]', google],
  ['an error inside', { kind: 'error-event', afterTokens: 2 }, 'APIError', 'APIError', 'one two [?]'],
  ['an error first', { kind: 'error-event', afterTokens: 0 }, 'APIError', 'APIError', ' [?]'],
  ['HTML with 200', { kind: 'html', status: 200 }, ' [?]', ' [?]', google],
  ['HTML with 520', { kind: 'html', status: 520 }, `${server} 520`, `${server} 520`, `${fetched} 520`],
  ['an empty answer', { kind: 'empty' }, ' [stop]', ' [end_turn]', ' [STOP]'],
  ['a filter at once', { kind: 'blocked' }, ' [content_filter]', ' [refusal]', ' [?]'],
  [
    'a filter half-way',
    { kind: 'blocked', afterTokens: 1 },
    'one [content_filter]',
    'one [refusal]',
    'one [SAFETY]',
  ],
];

const plains: Row[] = [
  ['good health', null, ...healthy],
  ['a slow answer', { kind: 'slow-first-token', ms: 5 }, ...healthy],
  ['small pieces', { kind: 'chunked-bytes', size: 5 }, ...healthy],
  ['no terminator', { kind: 'no-terminator' }, ...healthy],
  ['no ending', { kind: 'clean-end', afterTokens: 2 }, 'one two [null]', 'one two [null]', 'one two [?]'],
  ['a cut', { kind: 'cut', afterTokens: 2 }, 'TypeError', 'TypeError', 'TypeError'],
  ['a stall, then the end', { kind: 'stall', afterTokens: 2, ms: 5 }, 'TypeError', 'TypeError', 'TypeError'],
  ['a reset', { kind: 'reset' }, connection, connection, google],
  ['half the JSON', { kind: 'truncated-json' }, 'SyntaxError', 'SyntaxError', 'SyntaxError'],
  ['broken JSON', { kind: 'broken-json', atEvent: 9 }, 'SyntaxError', 'SyntaxError', 'SyntaxError'],
  ['an error with 200', { kind: 'error-event', afterTokens: 0 }, 'TypeError', 'TypeError', ' [?]'],
  ['HTML with 200', { kind: 'html', status: 200 }, 'TypeError', 'TypeError', 'SyntaxError'],
  ['HTML with 502', { kind: 'html', status: 502 }, `${server} 502`, `${server} 502`, `${fetched} 502`],
  ['an empty answer', { kind: 'empty' }, ' [stop]', ' [end_turn]', ' [STOP]'],
  [
    'a filter at once',
    { kind: 'blocked' },
    ' [content_filter]',
    ' [refusal]',
    'GoogleGenerativeAIResponseError',
  ],
];

for (const [mode, rows] of Object.entries({ stream: streams, plain: plains })) {
  describe.each(names)(`%s, ${mode}`, (vendor) => {
    test.each(rows)('%s', async (_, fault, ...expected) => {
      await using server = await vendors[vendor].start({ answer: () => TEXT });
      server.fail(fault);
      const outcome = await vendors[vendor][mode as 'stream' | 'plain'](server.url).then(
        ({ text, end }) => `${text} [${end === undefined ? '?' : end}]`,
        ({ constructor: { name }, status }) => (status === undefined ? name : `${name} ${status}`),
      );
      expect(outcome).toBe(expected[names.indexOf(vendor)]);
      expect(await server.requests[0]!.closed).toBe(fault ? 'faulted' : 'answered');
    });
  });
}

describe.each(names)('%s, without an end', (vendor) => {
  const hanging: Fault[] = [
    { kind: 'silence' },
    { kind: 'silence-after-headers' },
    { kind: 'stall', afterTokens: 2 },
    { kind: 'keep-alive-only', ms: 1 },
    { kind: 'slow-first-token', ms: 60_000 },
  ];
  test.each(hanging)('$kind: an abort closes the request', async (fault) => {
    await using server = await vendors[vendor].start({ answer: () => TEXT });
    for (const mode of ['stream', 'plain'] as const) {
      server.fail(fault);
      const caller = new AbortController();
      const asking = vendors[vendor][mode](server.url, { signal: caller.signal }).catch(() => {});
      const request = await server.received(server.requests.length);
      caller.abort();
      expect(await request.closed).toBe('client-gone');
      await asking;
    }
  });

  test('close lets go of what still hangs', async () => {
    const server = await vendors[vendor].start();
    server.fail({ kind: 'silence' });
    const asking = vendors[vendor].plain(server.url).catch((error) => error);
    const request = await server.received(0);
    await server.close();
    expect(await request.closed).toBe('faulted');
    expect(await asking).toBeInstanceOf(Error);
  });
});
