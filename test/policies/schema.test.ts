import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chat, ChatReply, ChatRequest, CompletionReply, StreamReply } from '../../src/core/chat.ts';
import type { Unproven } from '../../src/core/json-answer.ts';
import { firstToken } from '../../src/policies/first-token.ts';
import { schema as policy } from '../../src/policies/schema.ts';
import {
  chunk,
  completion,
  end,
  failure,
  items,
  newCall,
  type Piece,
  plain,
  read,
  role,
  says,
  streamed,
  thrown,
  usage,
} from '../fakes.ts';

type Schema = Record<string, unknown>;

const PERSON: Schema = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 2 }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['name'],
  additionalProperties: false,
};
const ANN = '{"name":"Ann"}';

const wanting = (schema: Schema | undefined, request: ChatRequest = plain): ChatRequest => ({
  ...request,
  response_format: schema
    ? { type: 'json_schema', json_schema: { name: 'x', schema } }
    : { type: 'json_object' },
});

/** A policy's answer, with what was warned of. */
async function asked(chat: Chat, request: ChatRequest): Promise<ChatReply & { warnings: string[] }> {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const reply = await policy(chat)(request, { ...newCall(), warn });
  return { ...reply, warnings };
}

const answers =
  (content: string | null, unproven: Unproven = 'asked', more: Partial<CompletionReply> = {}): Chat =>
  async () => ({ type: 'completion', completion: completion(content), unproven, ...more });

const contentOf = async (content: string, schema?: Schema, unproven: Unproven = 'asked') => {
  const reply = await asked(answers(content, unproven), wanting(schema));
  return (reply as CompletionReply).completion.choices[0]?.message.content;
};

const faultOf = (content: string, schema?: Schema, unproven: Unproven = 'asked') =>
  thrown(asked(answers(content, unproven), wanting(schema)));

describe('a plain answer', () => {
  test('that fits is handed on as it is, bytes and all', async () => {
    const reply = await asked(answers(ANN, 'in-part', { raw: 'raw' }), wanting(PERSON));
    expect(reply).toMatchObject({ raw: 'raw', completion: completion(ANN), warnings: [] });
  });

  test.each<[string, string, string]>([
    ['{}', 'it breaks required (name)', 'nothing'],
    ['{"name":"A"}', '/name breaks minLength', 'too short'],
    ['{"name":7}', '/name breaks type', 'another type'],
    ['{"name":"Ann","tags":["a",7]}', '/tags/1 breaks type', 'an item'],
    ['{"name":"Ann","s3cret":1}', '/* breaks additionalProperties', 'a name of its own'],
    ['Sure! {"name":"Ann"}', 'it is no JSON', 'words around it'],
  ])('%s is a failure: %s', async (content, fault) => {
    const error = await faultOf(content, PERSON);
    expect(error).toMatchObject({
      kind: 'transient',
      message: `The answer does not fit its response_format: ${fault}`,
      details: { code: 'off_schema' },
    });
    expect(error.cause).toBeUndefined();
  });

  test('of several, each is looked at', async () => {
    const [good, bad] = [completion(ANN).choices[0]!, completion('{}').choices[0]!];
    const two = { ...completion(ANN), choices: [good, { ...bad, index: 1 }] };
    const reply = asked(
      async () => ({ type: 'completion', completion: two, unproven: 'asked' }),
      wanting(PERSON),
    );
    expect((await thrown(reply)).message).toContain('required');
  });

  test('that its vendor vouches for is not looked at', async () => {
    const reply = await asked(says('no JSON'), wanting(PERSON));
    expect(reply).toMatchObject({ completion: completion('no JSON') });
  });

  test.each<[string, CompletionReply['completion']]>([
    ['cut off', completion('{"na', 'length')],
    ['filtered', completion('I will', 'content_filter')],
    ['followed by calls', completion('Let me see.', 'tool_calls')],
    ['empty', completion(null)],
  ])('that is %s is not looked at', async (_, whole) => {
    const reply = asked(
      async () => ({ type: 'completion', completion: whole, unproven: 'asked' }),
      wanting(PERSON),
    );
    expect(await reply).toMatchObject({ completion: whole });
  });

  test('that refuses is not looked at', async () => {
    const whole = completion('No.');
    whole.choices[0]!.message.refusal = 'No.';
    const reply = asked(
      async () => ({ type: 'completion', completion: whole, unproven: 'asked' }),
      wanting(PERSON),
    );
    expect(await reply).toMatchObject({ completion: whole });
  });
});

describe('a fence', () => {
  test.each([
    `\`\`\`json\n${ANN}\n\`\`\``,
    `\n\`\`\`\n${ANN}\`\`\`\n`,
    `\`\`\`JSON\r\n${ANN}\r\n\`\`\``,
    `\`\`\`${ANN}\`\`\``,
  ])('around the whole is taken off: %j', async (fenced) => {
    expect(await contentOf(fenced, PERSON)).toBe(ANN);
    expect(await contentOf(fenced)).toBe(ANN);
  });

  test('taken off, the bytes are no longer the answer', async () => {
    expect(
      await asked(answers(`\`\`\`\n${ANN}\n\`\`\``, 'asked', { raw: 'raw' }), wanting(PERSON)),
    ).not.toHaveProperty('raw');
  });

  test.each([`Here:\n\`\`\`json\n${ANN}\n\`\`\``, `\`\`\`js\n${ANN}\n\`\`\``, '``````', '```'])(
    'elsewhere stays: %j',
    async (content) => {
      expect((await faultOf(content, PERSON)).message).toContain('no JSON');
    },
  );

  test('is not what a vendor sends that holds its model to a schema', async () => {
    expect((await faultOf(`\`\`\`\n${ANN}\n\`\`\``, PERSON, 'in-part')).message).toContain('no JSON');
  });

  test('of whitespace without end does not block for ever', async () => {
    await faultOf(`\`\`\`json\n${' \n'.repeat(500_000)}x`, PERSON);
  });
});

describe('JSON without a schema', () => {
  test('is an object', async () => {
    expect(await contentOf('{"a":1}')).toBe('{"a":1}');
    for (const content of ['[1]', '7', 'null', '"a"'])
      expect((await faultOf(content)).message).toContain('no JSON object');
    expect((await faultOf('{a:1}')).message).toContain('no JSON');
  });
});

describe('a schema that the checker cannot read', () => {
  test.each<[string, Schema, string]>([
    ['a reference to nowhere', { $ref: '#/$defs/a' }, 'the schema'],
    ['a circle', { $ref: '#' }, 'the schema'],
    [
      'one address twice',
      { properties: { a: { $id: 'x', type: 'string' }, b: { $id: 'x', type: 'number' } } },
      'the schema',
    ],
    ['an old escape', { properties: { a: { type: 'string', pattern: '^\\-' } } }, 'pattern'],
    ['an old escape in a name', { patternProperties: { '^\\-': {} } }, 'patternProperties'],
    ['recursion that moves', { properties: { a: { $dynamicRef: '#a' } } }, '$dynamicRef'],
  ])('lets the answer pass, and says so: %s', async (_, schema, skipped) => {
    const reply = await asked(answers('{"a":"-"}'), wanting(schema));
    expect(reply).toMatchObject({ completion: completion('{"a":"-"}') });
    expect(reply.warnings).toEqual([`response_format: not checked, beyond the checker: ${skipped}`]);
  });

  test('the rest of it is checked', async () => {
    const schema = { properties: { a: { type: 'string', pattern: '^\\-' }, b: { type: 'null' } } };
    expect((await faultOf('{"b":1}', schema)).message).toContain('/b breaks type');
  });

  test('nor does an answer too deep for it break the call', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const reply = await asked(answers(deep), wanting({ type: 'array', items: { $ref: '#' } }));
    expect(reply.warnings).toHaveLength(1);
  });

  test('whatever stands in its place', async () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      '$ref',
      '$id',
      'pattern',
      'format',
      'allOf',
      'required',
      'enum',
    );
    const soup = fc.dictionary(keyword, fc.oneof(fc.jsonValue(), fc.dictionary(keyword, fc.jsonValue())));
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, fc.jsonValue()), async (schema) => {
        const error = await asked(answers('{"a":1}'), wanting(schema as Schema)).catch((thrown) => thrown);
        if (error instanceof Error) expect(error).toMatchObject({ details: { code: 'off_schema' } });
      }),
    );
  });
});

describe('a schema', () => {
  test('of an older draft means what it meant', async () => {
    const old = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      definitions: { n: { type: 'number' } },
    };
    // There, nothing counts beside a reference.
    const beside = { ...old, properties: { a: { $ref: '#/definitions/n', minimum: 5 } } };
    expect(await contentOf('{"a":1}', beside)).toBe('{"a":1}');
    expect((await faultOf('{"a":1}', { ...beside, $schema: undefined })).message).toContain('minimum');
    const mark = { properties: { a: { minimum: 1, exclusiveMinimum: true } } };
    expect((await faultOf('{"a":1}', mark)).message).toContain('exclusiveMinimum');
    expect(await contentOf('{"a":2}', mark)).toBe('{"a":2}');
  });

  test('may be frozen, and stays as it is', async () => {
    const frozen = Object.freeze({
      type: 'object',
      properties: Object.freeze({ a: Object.freeze({ type: 'null' }) }),
    });
    expect((await faultOf('{"a":1}', frozen)).message).toContain('/a breaks type');
    expect(Object.getOwnPropertyNames(frozen)).toEqual(['type', 'properties']);
  });

  test('is read once for all tries of a request', async () => {
    let reads = 0;
    const counted = {
      type: 'object',
      get properties() {
        reads++;
        return {};
      },
    };
    for (let tries = 0; tries < 3; tries++) await contentOf('{}', counted);
    expect(reads).toBe(1);
  });

  test('whose form of strings nobody defined does not block for ever', async () => {
    await contentOf(`{"a":"http://${'a'.repeat(60)}!"}`, {
      properties: { a: { type: 'string', format: 'url' } },
    });
  });

  test('does not have thousands of items compared each with each', async () => {
    const many = JSON.stringify([...Array(20_000).keys()].map((id) => ({ id: id % 19_999 })));
    const reply = await asked(answers(many), wanting({ type: 'array', uniqueItems: true }));
    expect(reply.warnings).toEqual(['response_format: not checked, beyond the checker: uniqueItems']);
    expect((await faultOf('[{"id":1},{"id":1}]', { type: 'array', uniqueItems: true })).message).toContain(
      'uniqueItems',
    );
  });
});

const streams =
  (unproven: Unproven, ...pieces: Piece[]): Chat =>
  async () => ({ type: 'stream', items: items(pieces), unproven });

/** A stream behind `first-token`, as it stands in the chain. */
async function streamOf(chat: Chat, schema?: Schema): Promise<StreamReply> {
  return (await policy(firstToken(chat))(wanting(schema, streamed), newCall())) as StreamReply;
}

describe('a stream that was only asked for', () => {
  test('is held until it is whole and fits; meanwhile there are signs of life', async () => {
    const reply = await streamOf(streams('asked', role(), '{"name"', ':"Ann"', '}', end(), usage()), PERSON);
    const { chunks, error } = await read(reply);
    const shown = chunks.map(
      ({ choices: [choice] }) =>
        choice?.finish_reason ?? choice?.delta.content ?? (choice ? 'life' : 'usage'),
    );
    expect(shown).toEqual(['', 'life', 'life', 'life', ANN, 'stop', 'usage']);
    expect(error).toBeUndefined();
    expect(await reply.done).toEqual({ type: 'answered' });
  });

  test('that does not fit breaks before its first word, and counts as a failure', async () => {
    const reply = await streamOf(streams('asked', role(), '{"name"', ':7}', end()), PERSON);
    const { text, error } = await read(reply);
    expect(text).toBe('');
    expect(error).toMatchObject({ kind: 'transient', message: expect.stringContaining('/name breaks type') });
    expect(await reply.done).toEqual({ type: 'failed', failure: error });
  });

  test('loses its fence', async () => {
    expect((await read(await streamOf(streams('asked', '```json\n', ANN, '\n```', end())))).text).toBe(ANN);
  });

  test.each(['length', 'content_filter', 'tool_calls'] as const)(
    'that ends with %s is let go as it is',
    async (finish) => {
      const { text, chunks } = await read(
        await streamOf(streams('asked', '{"na', chunk(undefined, finish)), PERSON),
      );
      expect(text).toBe('{"na');
      expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe(finish);
    },
  );

  test('lets thoughts and tool calls pass', async () => {
    const tool = chunk(undefined, null, {
      tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '{}' } }],
    });
    const thought = chunk(undefined, null, { reasoning_content: 'Hm' } as never);
    const { chunks } = await read(
      await streamOf(streams('asked', thought, tool, chunk(undefined, 'tool_calls')), PERSON),
    );
    expect(chunks).toEqual([thought, tool, chunk(undefined, 'tool_calls')]);
  });

  test('of two choices, each at its own finish', async () => {
    const second = (piece: ReturnType<typeof chunk>) => ({
      ...piece,
      choices: [{ ...piece.choices[0]!, index: 1 }],
    });
    const pieces = ['{"name":', second(chunk(ANN)), second(end()), '"Bob"}', end()];
    const request = { ...wanting(PERSON, streamed), n: 2 };
    const reply = (await policy(firstToken(streams('asked', ...pieces)))(request, newCall())) as StreamReply;
    const { chunks } = await read(reply);
    const said = chunks.flatMap(({ choices }) => choices).filter(({ delta }) => delta.content);
    expect(said.map(({ index, delta }) => [index, delta.content])).toEqual([
      [1, ANN],
      [0, '{"name":"Bob"}'],
    ]);
  });

  test('that refuses is let go as it is', async () => {
    const refusal = chunk('No.', null, { refusal: 'No.' });
    expect((await read(await streamOf(streams('asked', refusal, end()), PERSON))).text).toBe('No.');
  });

  test('that breaks says nothing', async () => {
    const { text, error } = await read(
      await streamOf(streams('asked', '{"name"', failure('transient')), PERSON),
    );
    expect([text, error]).toEqual(['', failure('transient')]);
  });

  test('whose reader leaves is let go of', async () => {
    const reply = await streamOf(streams('asked', '{"name"', ':"Ann"}', end()), PERSON);
    await reply.items[Symbol.asyncIterator]().return?.();
    expect(await reply.done).toEqual({ type: 'abandoned' });
  });
});

describe('a stream that its vendor holds to a part of the schema', () => {
  test('leaves as it comes', async () => {
    const pieces = [role(), '{"name"', ':"Ann"}', end(), usage()] as const;
    const { chunks } = await read(await streamOf(streams('in-part', ...pieces), PERSON));
    expect(chunks).toEqual(pieces.map((piece) => (typeof piece === 'string' ? chunk(piece) : piece)));
  });

  test('breaks at its end where it does not fit', async () => {
    const reply = await streamOf(streams('in-part', '{"name"', ':"A"}', end()), PERSON);
    const { text, chunks, error } = await read(reply);
    expect(text).toBe('{"name":"A"}');
    expect(chunks.every(({ choices }) => choices[0]?.finish_reason == null)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringContaining('/name breaks minLength') });
    expect(await reply.done).toMatchObject({ type: 'failed', failure: error });
  });
});

test('an answer of no form at all passes by', async () => {
  expect(await policy(says('Hi'))(plain, newCall())).toEqual({
    type: 'completion',
    completion: completion('Hi'),
  });
});
