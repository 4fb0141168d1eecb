import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { served } from '../../src/index.ts';
import { stage, type Vendor, vendors } from './stage.ts';

const place = zodResponseFormat(z.object({ city: z.string(), people: z.number() }), 'place');
/** What no wire may lose of it. */
const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, people: { type: 'number' } },
  required: ['city', 'people'],
};

/** How each wire says that an answer shall fit the schema. */
const formats: Record<string, object> = {
  openai: { response_format: { type: 'json_schema', json_schema: { name: 'place', schema } } },
  openrouter: { response_format: { type: 'json_schema', json_schema: { name: 'place', schema } } },
  anthropic: { output_config: { format: { type: 'json_schema', schema } } },
  google: { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } },
};

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const url = `data:image/png;base64,${pixel}`;

/** The turn in which each wire shows the picture, its words first. */
const pictures: Record<string, object> = {
  openai: { messages: [{ role: 'user', content: [{}, { type: 'image_url', image_url: { url } }] }] },
  openrouter: { messages: [{ role: 'user', content: [{}, { type: 'image_url', image_url: { url } }] }] },
  anthropic: {
    messages: [
      {
        role: 'user',
        content: [{}, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } }],
      },
    ],
  },
  google: {
    contents: [{ role: 'user', parts: [{}, { inlineData: { mimeType: 'image/png', data: pixel } }] }],
  },
};

describe.each(vendors)('$name, as aimock plays it', (vendor) => {
  it('answers in JSON that fits a schema', async () => {
    await using at = await stage(vendor);
    // Only OpenAI's own wire carries what aimock matches by.
    const match = vendor.path ? { responseFormat: 'json_schema' } : {};
    at.sick.on(match, { content: { city: 'Lyon', people: 520_774 } });
    const answer = await at.client.chat.completions.parse({ ...at.hello, response_format: place });
    expect(answer.choices[0]?.message.parsed).toEqual({ city: 'Lyon', people: 520_774 });
    expect(at.wires).toMatchObject([{ body: formats[vendor.provider] }]);
    const helper = at.client.chat.completions.stream({ ...at.hello, response_format: place });
    const whole = await helper.finalChatCompletion();
    expect(whole.choices[0]?.message.parsed).toEqual({ city: 'Lyon', people: 520_774 });
    expect(served(helper)?.target).toBe(at.vendorId);
  });

  it('is shown a picture', async () => {
    await using at = await stage(vendor);
    at.sick.onMessage('What is this?', { content: 'A pixel.' });
    const answer = await at.client.chat.completions.create({
      model: at.hello.model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url } },
          ],
        },
      ],
    });
    expect(answer.choices[0]?.message.content).toBe('A pixel.');
    expect(at.wires).toMatchObject([{ body: pictures[vendor.provider] }]);
  });

  it('is sent its key, and only there', async () => {
    await using at = await stage(vendor, {}, { auth: { apiKeys: ['key-of-the-test'] } });
    at.sick.onMessage('Hello', { content: 'Come in.' });
    const answer = await at.client.chat.completions.create(at.hello);
    expect(answer.choices[0]?.message.content).toBe('Come in.');
    expect(at.wires[0]?.path).not.toContain('key-of-the-test');
    expect(keyHeaders(vendor)).toEqual(
      Object.keys(at.wires[0]!.headers).filter((name) =>
        /key-of-the-test/.test(String(at.wires[0]!.headers[name])),
      ),
    );
  });
});

function keyHeaders({ provider }: Vendor): string[] {
  return [provider === 'google' ? 'x-goog-api-key' : 'authorization'];
}
