import type { APIPromise } from 'openai';
import { ledgerOf, link } from './core/ledger.ts';
import { Slip } from './wire/slip.ts';

/**
 * The client's promise of an answer, which gives the answer as it was decoded, and its response in full to who asks for
 * that. Everything that grows out of it is linked to its call, what `.parse()` makes of it too.
 */
export function answered<T>(promise: APIPromise<T>): APIPromise<T> {
  return growing(
    promise._thenUnwrap((data, { response }) =>
      // A plain chat request has asked its client to leave the body alone.
      linked(data instanceof Slip ? (answerIn(data) as T) : data, response),
    ),
  );
}

function growing<T>(promise: APIPromise<T>): APIPromise<T> {
  const [unwrap, asResponse, withResponse] = [
    promise._thenUnwrap.bind(promise),
    promise.asResponse.bind(promise),
    promise.withResponse.bind(promise),
  ];
  promise._thenUnwrap = (transform) =>
    growing(unwrap((data, props) => linked(transform(data, props), props.response)));
  promise.asResponse = async () => inFull(await asResponse());
  promise.withResponse = async () => {
    const { response, ...rest } = await withResponse();
    return { ...rest, response: inFull(response) };
  };
  return promise;
}

/** A stream that was not asked for as one is the text that it is. */
function answerIn(slip: Slip): unknown {
  return slip.answer ?? slip.written.text();
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
