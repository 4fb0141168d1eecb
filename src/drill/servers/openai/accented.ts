import { piecesOf, type Told, usageOf } from '../kit/answer.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply, type Step } from '../kit/reply.ts';
import type { Accent } from './accents.ts';
import { callId, head, usage } from './completion.ts';
import { headers } from './headers.ts';
import type { OpenAIRequest } from './request.ts';
import { event } from './stream.ts';

type Call = Told['toolCalls'][number];

/** A plain answer with an accent. */
export function accentedCompletion(
  request: Received,
  body: OpenAIRequest,
  told: Told,
  accent: Accent,
): Reply {
  const { tokens, reasoning, toolCalls } = told;
  const message = {
    role: 'assistant',
    ...spoken(tokens.join(''), accent),
    ...(reasoning.length > 0 && thought(reasoning.join(''), tokens.join(''), accent)),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map((call, index) => whole(request, call, index, accent)),
    }),
  };
  const choices = [{ index: 0, message, finish_reason: finishOf(told, accent) }];
  const answer = { ...head(request, body, 'chat.completion'), choices, usage: counted(told, accent) };
  return json(200, headers(request.serial), answer);
}

/** A streamed one. */
export function accentedStream(request: Received, body: OpenAIRequest, told: Told, accent: Accent): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', ...headers(request.serial) },
    stream: true,
    steps: [...steps(request, body, told, accent)],
  };
}

function* steps(request: Received, body: OpenAIRequest, told: Told, accent: Accent): Generator<Step> {
  const common = head(request, body, 'chat.completion.chunk');
  const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
    event({ ...common, choices: [{ index: 0, delta, finish_reason: finish }], ...more });
  if (accent.comment) yield { send: accent.comment };
  if (accent.notes) yield { send: event({ ...common, choices: [], prompt_filter_results: [] }) };
  yield { send: chunk({ role: 'assistant', content: '' }) };
  for (const token of told.reasoning) yield { send: chunk(thought(token, '', accent)), part: 'token' };
  for (const token of told.tokens) yield { send: chunk(spoken(token, accent)), part: 'token' };
  for (const [index, call] of told.toolCalls.entries())
    for (const piece of pieces(request, call, index, accent))
      yield { send: chunk({ tool_calls: [piece] }), part: 'token' };
  if (told.finish === null) return;
  const counts = counted(told, accent);
  const unasked = { x_groq: { x_groq: { usage: counts } }, 'with-finish': { usage: counts } }[
    accent.usage as 'x_groq'
  ];
  yield { send: chunk({}, finishOf(told, accent), unasked) };
  if (!unasked && body.stream_options?.include_usage)
    yield { send: event({ ...common, choices: [], usage: counts }) };
  if (!accent.unended) yield { send: 'data: [DONE]\n\n', part: 'end' };
}

const finishOf = ({ finish }: Told, { finishes = {} }: Accent): string | null =>
  finish && (finishes[finish] ?? finish);

const spoken = (text: string, { thoughts }: Accent): object => ({
  content: thoughts === 'parts' && text ? [{ type: 'text', text }] : text,
});

/** In parts the thought stands before what is said with it. */
function thought(text: string, said: string, { thoughts = 'reasoning_content' }: Accent): object {
  if (thoughts !== 'parts') return { [thoughts]: text };
  const parts = [{ type: 'thinking', thinking: [{ type: 'text', text }] }];
  return { content: said ? [...parts, { type: 'text', text: said }] : parts };
}

function whole(request: Received, call: Call, index: number, { calls }: Accent): object {
  const { name } = call;
  if (calls === 'bare') return { function: { name, arguments: call.arguments } };
  const id = call.id ?? callId(request, index);
  return { index, id, type: 'function', function: { name, arguments: JSON.stringify(call.arguments) } };
}

function* pieces(request: Received, call: Call, index: number, accent: Accent): Generator<object> {
  if (accent.calls === 'whole' || accent.calls === 'bare') return yield whole(request, call, index, accent);
  const at = accent.calls === 'zero' ? 0 : index;
  const id = call.id ?? callId(request, index);
  yield { index: at, id, type: 'function', function: { name: call.name, arguments: '' } };
  for (const piece of piecesOf(call.arguments)) yield { index: at, function: { arguments: piece } };
}

function counted(told: Told, { usage: kind }: Accent): object {
  const { input, output, cached, reasoning } = usageOf(told);
  const bare = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  if (kind === 'cache-hits')
    return { ...bare, prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: input - cached };
  if (kind === 'thoughts-apart') {
    const details = { completion_tokens_details: { reasoning_tokens: reasoning } };
    return { ...bare, completion_tokens: output - reasoning, ...details };
  }
  return usage(told);
}
