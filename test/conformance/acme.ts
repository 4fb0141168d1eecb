import {
  type ChatRequest,
  Failure,
  type ProviderChunk,
  type ProviderTarget,
  provider,
} from '../../src/index.ts';

/** What Acme says: all of it in one object, or a piece of it in each line of a stream. */
interface Said {
  text?: string;
  end?: 'done' | 'limit' | 'filtered';
  tokens?: { in: number; out: number };
  error?: string;
}

export const acme = (model: string, { url, key }: { url: string; key: string }): ProviderTarget =>
  provider('acme', {
    model,
    key,
    async chat(request, { signal, warn, identify }) {
      const response = await fetch(`${url}/v1/say`, {
        method: 'POST',
        signal,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(bodyOf(request, warn)),
      });
      identify(response.headers.get('acme-request') ?? '');
      if (!response.ok) throw await errorOf(response);
      if (request.stream) return chunksOf(response);
      const said: Said = await response.json();
      const choices = [{ message: { content: checked(said).text ?? '' }, finish_reason: finishOf(said) }];
      return { choices, ...usageOf(said) };
    },
  });

/** What Acme knows of a request. A word on what it does not, and no answer where that would be another one. */
function bodyOf(request: ChatRequest, warn: (message: string) => void): object {
  const {
    model,
    messages,
    stream,
    stream_options,
    max_completion_tokens: limit,
    temperature,
    ...rest
  } = request;
  if (rest.tools?.length) throw new Failure('invalid-request', 'tools: Acme has none');
  for (const field of Object.keys(rest)) warn(`${field}: unknown to Acme`);
  const turns = messages.map(({ role, content }) => {
    const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
    const text = parts.map((part) => {
      if (!('text' in part)) throw new Failure('invalid-request', `messages[]: Acme takes no ${part.type}`);
      return part.text;
    });
    if (role === 'tool') throw new Failure('invalid-request', 'messages[]: Acme takes no results of tools');
    return { by: role, text: text.join('') };
  });
  return { model, turns, stream, limit, temperature };
}

/** A status and headers tell most errors apart. Acme's filter has a status that means something else elsewhere. */
async function errorOf(response: Response): Promise<Error> {
  const { status, headers } = response;
  const text = await response.text();
  return text.includes('"filtered"')
    ? new Failure('content-filter', text, { status })
    : Object.assign(new Error(text), { status, headers });
}

async function* chunksOf({ body }: Response): AsyncGenerator<ProviderChunk> {
  let rest = '';
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const said = checked(JSON.parse(line));
      const delta = { content: said.text ?? '' };
      yield { choices: [{ delta, finish_reason: finishOf(said) }] };
      if (said.tokens) yield { choices: [], ...usageOf(said) };
    }
  }
}

function checked(said: Said): Said {
  if (said.error) throw new Failure('transient', said.error);
  return said;
}

const finishes = { done: 'stop', limit: 'length', filtered: 'content_filter' } as const;
const finishOf = ({ end }: Said) => end && finishes[end];

function usageOf({ tokens }: Said) {
  if (!tokens) return {};
  const { in: prompt_tokens, out: completion_tokens } = tokens;
  return { usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens } };
}
