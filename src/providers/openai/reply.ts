import { MAX_BODY_BYTES, MAX_ERROR_BYTES, readText } from '../../core/body.ts';
import type { Call } from '../../core/call.ts';
import type { ChatReply, ChatRequest, Completion } from '../../core/chat.ts';
import { abortedBy, Failure } from '../../core/failure.ts';
import { failureInBand, failureOfConnection, failureOfResponse, requestIdIn } from './errors.ts';
import { isErrorFinish, readStream } from './stream.ts';

/** An HTTP response of OpenAI's wire as a reply. Throws a `Failure` for everything that is no answer. */
export async function readReply(response: Response, request: ChatRequest, call: Call): Promise<ChatReply> {
  try {
    if (!response.ok) throw await refused(response, call);
    const { headers } = response;
    const requestId = requestIdIn(headers);
    const type = headers.get('content-type') ?? '';
    if (request.stream && response.body && !type.includes('html') && !type.includes('application/json')) {
      return { type: 'stream', items: readStream(response.body, request.n ?? 1, call), headers, requestId };
    }
    const raw = await readText(response, MAX_BODY_BYTES, 'fail');
    // Some servers give a stream a plain answer's name. OpenAI's client reads it as what it is.
    if (request.stream && /^\s*(data|event|:)/.test(raw)) {
      const body = new Response(raw).body as ReadableStream<Uint8Array>;
      return { type: 'stream', items: readStream(body, request.n ?? 1, call), headers, requestId };
    }
    const completion = readCompletion(raw, type);
    if (request.stream) throw new Failure('transient', 'A whole answer came where a stream was asked for');
    return { type: 'completion', completion, raw, headers, requestId };
  } catch (error) {
    if (call.signal.aborted) throw abortedBy(call.signal);
    throw error instanceof Failure ? error : failureOfConnection(error);
  }
}

async function refused(response: Response, call: Call): Promise<Failure> {
  const body = await readText(response, MAX_ERROR_BYTES, 'cut');
  return failureOfResponse(response.status, response.headers, body, call.clock.date());
}

function readCompletion(raw: string, type: string): Completion {
  let body: (Completion & { error?: unknown }) | undefined;
  try {
    body = JSON.parse(raw.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const what = type.includes('html') ? 'an HTML page' : 'no JSON';
    throw new Failure('transient', `The body of the answer is ${what}`, { cause });
  }
  if (body?.error) throw failureInBand(body);
  if (!Array.isArray(body?.choices)) throw new Failure('transient', 'The body of the answer has no choices');
  const bad = body.choices.find((choice) => isErrorFinish(choice?.finish_reason));
  if (bad) throw failureInBand({ error: { message: 'The model gave up', code: bad.finish_reason } });
  return body;
}
