import type { AllTargetsFailedError } from '../core/exhausted.ts';
import type { Failure } from '../core/failure.ts';
import { carried } from './reply.ts';
import type { BadRequest } from './request.ts';

/** A request whose form is wrong, as OpenAI would answer it. */
export function writeBadRequest({ message, param }: BadRequest): Response {
  const error = { message, param, type: 'invalid_request_error', code: null };
  return Response.json({ error }, { status: 400, headers: { 'x-should-retry': 'false' } });
}

/** Statuses with which a response may have no body (Fetch, null body status). */
const BODILESS = [101, 204, 205, 304];

/**
 * What OpenAI said, where it said something, so that its own error classes come out of its own client; undefined
 * where the target that the request named gave no HTTP answer, unless a response is wanted `always`. Never to be tried again by an outer layer: everything was tried already.
 */
export function writeExhausted(error: AllTargetsFailedError, always = false): Response | undefined {
  const failure = error.cause as Failure | undefined;
  if (!failure) return always ? unavailable(error) : undefined;
  const { response, status, code = null, retryAfterMs } = failure.details;
  if (response) {
    const headers = carried(response.headers);
    headers.set('x-should-retry', 'false');
    const { status, body } = response;
    if (status < 600) return new Response(BODILESS.includes(status) ? null : body, { status, headers });
    // Some firewalls make statuses up, which a response cannot be built with but can have.
    return Object.defineProperty(new Response(body, { status: 500, headers }), 'status', { value: status });
  }
  if (status === undefined) return always ? unavailable(error) : undefined;
  // A vendor with another dialect stood in OpenAI's place: its status, in OpenAI's shape.
  const headers = new Headers({ 'x-should-retry': 'false' });
  if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  const body = {
    error: { message: failure.message, type: failure.kind.replaceAll('-', '_'), code, param: null },
  };
  return Response.json(body, { status, headers });
}

function unavailable({ message, code }: AllTargetsFailedError): Response {
  const error = { message, type: 'service_unavailable_error', code, param: null };
  return Response.json({ error }, { status: 503, headers: { 'x-should-retry': 'false' } });
}
