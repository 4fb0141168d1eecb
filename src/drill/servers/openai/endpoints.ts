import { type Answer, tokensOf } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply } from '../kit/reply.ts';
import type { ServerOptions } from '../kit/vendor.ts';
import { headers, id } from './headers.ts';

type Endpoint = (request: Received, options: ServerOptions) => Reply;

/** The rest of OpenAI, just enough to see that a request reached it unchanged. */
export const endpoints: Record<string, Endpoint> = {
  'GET /v1/models': ({ serial }, { models = ['gpt-5.5'] }) =>
    json(200, headers(serial), {
      object: 'list',
      data: models.map((model) => ({
        id: model,
        object: 'model',
        created: 1_750_000_000,
        owned_by: 'openai',
      })),
    }),
  'POST /v1/embeddings': ({ serial, body }) => {
    const inputs = [body?.input].flat();
    const data = inputs.map((_, index) => ({
      object: 'embedding',
      index,
      embedding: vector(body?.encoding_format),
    }));
    return json(200, headers(serial), {
      object: 'list',
      data,
      model: body?.model,
      usage: { prompt_tokens: inputs.length, total_tokens: inputs.length },
    });
  },
  'POST /v1/responses': (request) => json(200, headers(request.serial), response(request)),
};

/** The SDK asks for base64 behind its user's back: little-endian floats of four bytes. */
function vector(encoding: unknown): number[] | string {
  const values = [0.5, -0.25, 0.125];
  return encoding === 'base64' ? Buffer.from(new Float32Array(values).buffer).toString('base64') : values;
}

function response({ serial, body }: Received): object {
  const text: Answer['text'] = 'OpenAI here, alive and well.';
  const output_tokens = tokensOf(text).length;
  return {
    id: id('resp_', serial),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    model: body?.model,
    error: null,
    incomplete_details: null,
    output: [
      {
        id: id('msg_', serial),
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: { input_tokens: 3, output_tokens, total_tokens: 3 + output_tokens },
  };
}
