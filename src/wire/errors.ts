import type { AllTargetsFailedError } from '../core/exhausted.ts';
import type { Failure } from '../core/failure.ts';
import { carried } from './reply.ts';
import type { BadRequest } from './request.ts';

/** A request whose form is wrong, as OpenAI would answer it. */
export function writeBadRequest({ message, param }: BadRequest): Response {
  const error = { message, param, type: 'invalid_request_error', code: null };
  return Response.json({ error }, { status: 400, headers: { 'x-should-retry': 'false' } });
}

/**
 * What OpenAI said, where it said something, so that its own error classes come out of its own client; undefined
 * where it gave no HTTP answer. Never to be tried again by an outer layer: everything was tried already.
 */
export function writeExhausted(error: AllTargetsFailedError): Response | undefined {
  const said = (error.cause as Failure | undefined)?.details.response;
  if (!said) return undefined;
  const headers = carried(said.headers);
  headers.set('x-should-retry', 'false');
  return new Response(said.body, { status: said.status, headers });
}
