import type { APIPromise } from 'openai';
import { ledgerOf, link } from './core/ledger.ts';
import { REQUEST_OPTIONS, type RequestOptions } from './fetch.ts';
import { Slip } from './wire/slip.ts';

/**
 * The client's promise of an answer, which gives the answer as it was decoded, and its response in full to who asks for
 * that. Everything that grows out of it is linked to its call, what `.parse()` makes of it too.
 */
export function answered<T>(promise: APIPromise<T>): APIPromise<T> {
  return growing(
    promise._thenUnwrap((data, { options, response }) => {
      const told: RequestOptions | undefined = Reflect.get(options, REQUEST_OPTIONS);
      // A plain chat request has asked its client to leave the body alone.
      return linked(data === response && told?.slip ? (answerIn(response) as T) : data, response);
    }),
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

/** Of a response that somebody has put in the place of ours, what its body says. */
function answerIn(response: Response): unknown {
  if (!(response instanceof Slip)) return response.json();
  // A stream that was not asked for as one is the text that it is.
  return response.answer ?? response.text();
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
