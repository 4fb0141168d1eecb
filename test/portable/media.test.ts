import type OpenAI from 'openai';
import { expect, test } from 'vitest';
import { served } from '../../src/index.ts';
import { stage, type VendorName } from './stage.ts';

type Part = OpenAI.ChatCompletionContentPart;

const PNG = 'iVBORw0KGgo=';
const PDF = 'JVBERi0xLjc=';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const image = (url: string): Part => ({ type: 'image_url', image_url: { url } });
const file = (type: string, data: string, filename?: string): Part => ({
  type: 'file',
  file: { file_data: `data:${type};base64,${data}`, ...(filename && { filename }) },
});
const sound: Part = { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } };
const notHere: Part = { type: 'file', file: { file_id: 'file-abc' } };

const SKIPPED = 'skipped';

/** A part, and what Claude and Gemini are sent of it, if they are asked at all. */
const rows: [what: string, part: Part, claude: object | string, gemini: object | string][] = [
  [
    'an image in the request',
    image(`data:image/jpg;base64,${PNG}`),
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: PNG } },
    { inlineData: { mimeType: 'image/jpeg', data: PNG } },
  ],
  [
    'the address of an image',
    image('https://example.com/a/Cat.PNG?size=2'),
    { type: 'image', source: { type: 'url', url: 'https://example.com/a/Cat.PNG?size=2' } },
    { fileData: { fileUri: 'https://example.com/a/Cat.PNG?size=2', mimeType: 'image/png' } },
  ],
  [
    'an address that does not tell its type',
    image('https://example.com/image/7'),
    { type: 'image', source: { type: 'url', url: 'https://example.com/image/7' } },
    { fileData: { fileUri: 'https://example.com/image/7', mimeType: 'image/jpeg' } },
  ],
  [
    'a PDF',
    file('application/pdf', PDF, 'report.pdf'),
    {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: PDF },
      title: 'report.pdf',
    },
    { inlineData: { mimeType: 'application/pdf', data: PDF } },
  ],
  [
    'a text',
    file('text/markdown', base64('# Ünï'), 'a.md'),
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: '# Ünï' }, title: 'a.md' },
    { inlineData: { mimeType: 'text/markdown', data: base64('# Ünï') } },
  ],
  [
    'a file without a type, but with a name',
    { type: 'file', file: { file_data: PDF, filename: 'a.pdf' } },
    {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data: PDF },
      title: 'a.pdf',
    },
    { inlineData: { mimeType: 'application/pdf', data: PDF } },
  ],
  ['a file that OpenAI keeps', notHere, SKIPPED, SKIPPED],
  [
    'a sheet',
    file('application/vnd.ms-excel', PDF),
    SKIPPED,
    { inlineData: { mimeType: 'application/vnd.ms-excel', data: PDF } },
  ],
  ['a sound', sound, SKIPPED, { inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } }],
];

/** What the vendor was sent beside the words, or its own failure. */
async function sent(who: VendorName, part: Part, way: 'plain' | 'stream') {
  await using vendors = await stage();
  const content: Part[] = [{ type: 'text', text: 'What is this?' }, part];
  const told = await vendors
    .turn(who, 'This.', [{ role: 'user', content }], way)
    .catch((error: unknown) => ({ attempts: served(error as object)!.attempts, body: undefined }));
  const provider = who === 'claude' ? 'anthropic' : 'google';
  const attempt = told.attempts.find((one) => one.provider === provider)!;
  const { messages, contents } = (told.body ?? {}) as Record<
    string,
    { content?: unknown[]; parts?: unknown[] }[]
  >;
  return {
    attempt,
    part: (messages?.[0]?.content ?? contents?.[0]?.parts)?.[1],
    server: vendors.servers[who],
  };
}

test.each(rows)('%s', async (_, part, claude, gemini) => {
  for (const [who, expected] of [
    ['claude', claude],
    ['gemini', gemini],
  ] as const) {
    for (const way of ['plain', 'stream'] as const) {
      const { attempt, part: got, server } = await sent(who, part, way);
      if (expected === SKIPPED) {
        expect(attempt).toMatchObject({ outcome: 'failed', kind: 'invalid-request' });
        expect(server.requests).toHaveLength(0);
      } else {
        expect(got).toEqual(expected);
        expect(attempt).toMatchObject({ outcome: 'answered' });
      }
    }
  }
});

test('whom a part cannot be sent to is left out, and the next is asked', async () => {
  await using vendors = await stage();
  const { message, attempts } = await vendors.turn(
    'gemini',
    'A bark.',
    [{ role: 'user', content: [sound] }],
    'plain',
  );
  expect(message.content).toBe('A bark.');
  expect(attempts.map(({ provider, kind }) => [provider, kind])).toEqual([
    ['openai', 'transient'],
    ['anthropic', 'invalid-request'],
    ['google', undefined],
  ]);
});

test('an older Gemini fetches no address, nor does any over http', async () => {
  for (const [gemini, url] of [
    ['gemini-2.0-flash', 'https://example.com/a.png'],
    ['gemini-3.8-flash', 'http://example.com/a.png'],
  ] as const) {
    await using vendors = await stage({ gemini });
    const asked = vendors.turn('gemini', 'x', [{ role: 'user', content: [image(url)] }], 'plain');
    const { attempts } = served(await asked.catch((error: object) => error))!;
    expect(attempts.at(-1)).toMatchObject({ provider: 'google', kind: 'invalid-request' });
    expect(vendors.servers.gemini.requests).toHaveLength(0);
  }
});

test('what a tool gives to see is seen', async () => {
  const call = { id: 'a', type: 'function' as const, function: { name: 'book', arguments: '{}' } };
  const content = [
    { type: 'text', text: 'A cat.' },
    image(`data:image/png;base64,${PNG}`),
  ] as unknown as string;
  const messages = [
    { role: 'user' as const, content: 'Look.' },
    { role: 'assistant' as const, tool_calls: [call] },
    { role: 'tool' as const, tool_call_id: 'a', content },
  ];
  const inlineData = { mimeType: 'image/png', data: PNG };
  const result = { id: 'a', name: 'book', response: { output: 'A cat.' } };
  for (const [gemini, expected] of [
    ['gemini-3.8-flash', [{ functionResponse: { ...result, parts: [{ inlineData }] } }]],
    ['gemini-2.5-flash', [{ functionResponse: result }, { inlineData }]],
  ] as const) {
    await using vendors = await stage({ gemini });
    const toGemini = await vendors.turn('gemini', 'A cat.', messages, 'plain');
    expect((toGemini.body.contents as { parts: object[] }[]).at(-1)?.parts).toEqual(expected);
    const toClaude = await vendors.turn('claude', 'A cat.', messages, 'plain');
    expect((toClaude.body.messages as { content: object[] }[]).at(-1)?.content).toEqual([
      {
        type: 'tool_result',
        tool_use_id: 'a',
        content: [
          { type: 'text', text: 'A cat.' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
        ],
      },
    ]);
  }
});
