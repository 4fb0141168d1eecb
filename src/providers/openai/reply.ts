import { MAX_BODY_BYTES, MAX_ERROR_BYTES, readText } from '../../core/body.ts';
import type { Call } from '../../core/call.ts';
import type { ChatReply, ChatRequest, Completion } from '../../core/chat.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { failureInBand, failureOfConnection, failureOfResponse, requestIdIn } from './errors.ts';
import type { Plain } from './plain.ts';
import { isErrorFinish, readStream } from './stream.ts';

/**
 * An HTTP response of OpenAI's wire as a reply, made plain where it is asked for. Throws a `Failure` for everything that
 * is no answer.
 */
export async function readReply(
  response: Response,
  request: ChatRequest,
  call: Call,
  plain?: Plain,
): Promise<ChatReply> {
  const stream = (body: ReadableStream<Uint8Array>) =>
    readStream(body, request.n ?? 1, call, plain?.chunks());
  try {
    if (!response.ok) throw await refused(response, call);
    const { headers } = response;
    const requestId = requestIdIn(headers);
    const type = headers.get('content-type') ?? '';
    if (request.stream && response.body && !type.includes('html') && !type.includes('application/json')) {
      return { type: 'stream', items: stream(response.body), headers, requestId };
    }
    const raw = await readText(response, MAX_BODY_BYTES, 'fail');
    // Some servers give a stream a plain answer's name. OpenAI's client reads it as what it is.
    if (request.stream && /^\s*(data|event|:)/.test(raw)) {
      const body = new Response(raw).body as ReadableStream<Uint8Array>;
      return { type: 'stream', items: stream(body), headers, requestId };
    }
    const given = readCompletion(raw, type);
    const completion = plain?.completion(given) ?? given;
    if (request.stream) throw new Failure('transient', 'A whole answer came where a stream was asked for');
    return { type: 'completion', completion, ...(completion === given && { raw }), headers, requestId };
  } catch (error) {
    if (call.signal.aborted) throw abortedBy(call.signal);
    throw error instanceof Failure ? error : failureOfConnection(error);
  }
}

/** An answer as vendors really send it: an error may take its place, or hide in a choice. */
interface LooseCompletion extends Omit<Completion, 'object' | 'choices'> {
  object: Completion['object'] | 'error';
  error?: unknown;
  choices: (Completion['choices'][number] & { error?: unknown })[];
}

async function refused(response: Response, call: Call): Promise<Failure> {
  const body = await readText(response, MAX_ERROR_BYTES, 'cut');
  return failureOfResponse(response.status, response.headers, body, call.clock.date());
}

function readCompletion(raw: string, type: string): Completion {
  let body: LooseCompletion | undefined;
  try {
    body = JSON.parse(raw.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const what = type.includes('html') ? 'an HTML page' : 'no JSON';
    throw new Failure('transient', `The body of the answer is ${what}`, { cause });
  }
  if (body?.error || body?.object === 'error') throw failureInBand(body);
  if (!Array.isArray(body?.choices)) throw new Failure('transient', 'The body of the answer has no choices');
  const bad = body.choices.find((choice) => choice?.error ?? isErrorFinish(choice?.finish_reason));
  if (bad)
    throw failureInBand(
      bad.error ? bad : { error: { message: 'The model gave up', code: bad.finish_reason } },
    );
  return body as Completion;
}
