import type { APIPromise } from 'openai';
import { ledgerOf, link } from './core/ledger.ts';
import { Slip } from './wire/slip.ts';

/**
 * The client's promise of an answer, which gives the answer as it was decoded, and its response in full to who asks for
 * that. Everything that grows out of it is linked to its call, what `.parse()` makes of it too.
 */
export function answered<T>(promise: APIPromise<T>): APIPromise<T> {
  const unwrap = promise._thenUnwrap.bind(promise);
  promise._thenUnwrap = (transform) =>
    growing(unwrap((data, props) => linked(transform(decoded(data), props), props.response)));
  // Hardly anybody asks itself: what the client gives its caller has grown out of it.
  let grown: APIPromise<T> | undefined;
  const itself = () => {
    grown ??= promise._thenUnwrap((data) => data);
    return grown;
  };
  // biome-ignore lint/suspicious/noThenProperty: it is a promise.
  promise.then = (...handlers) => itself().then(...handlers);
  promise.catch = (handler) => itself().catch(handler);
  promise.finally = (handler) => itself().finally(handler);
  promise.asResponse = () => itself().asResponse();
  promise.withResponse = () => itself().withResponse();
  return promise;
}

function growing<T>(promise: APIPromise<T>): APIPromise<T> {
  const unwrap = promise._thenUnwrap.bind(promise);
  const asResponse = promise.asResponse.bind(promise);
  const withResponse = promise.withResponse.bind(promise);
  promise._thenUnwrap = (transform) =>
    growing(unwrap((data, props) => linked(transform(data, props), props.response)));
  promise.asResponse = async () => inFull(await asResponse());
  promise.withResponse = async () => {
    const { response, ...rest } = await withResponse();
    return { ...rest, response: inFull(response) };
  };
  return promise;
}

/** A plain chat request has asked its client to leave the body alone: then the slip itself is what it has read. */
function decoded<T>(data: T): T {
  // A stream that was not asked for as one is the text that it is.
  return data instanceof Slip ? ((data.answer ?? data.written.text()) as T) : data;
}

function linked<V>(value: V, response: Response): V {
  if (typeof value === 'object' && value !== null)
    link(value, ledgerOf(response) ?? ledgerOf(response.headers));
  return value;
}

function inFull(response: Response): Response {
  if (!(response instanceof Slip)) return response;
  linked(response.written.headers, response);
  return response.written;
}
