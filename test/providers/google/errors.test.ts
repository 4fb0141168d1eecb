import { expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { failureInBody, failureOf } from '../../../src/providers/google/errors.ts';

interface Told {
  code?: number | string;
  status?: string;
  message?: string;
  details?: object[];
}

const live = new AbortController().signal;
const violation = (...quotaIds: string[]) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: quotaIds.map((quotaId) => ({ quotaId, quotaValue: '50' })),
});
const retryIn = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const reason = (name: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: name });
const minute = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier';
const day = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';

/** What the SDK throws for such a body: it keeps the message and the details, and puts the address in front. */
function thrown(status: number, { message = 'x', details }: Told): Error {
  const text = details ? `${message} ${JSON.stringify(details)}` : message;
  const error = new Error(
    `[GoogleGenerativeAI Error]: Error fetching from http://secret.host/v1beta/models/m:generateContent: [${status} Some Text] ${text}`,
  );
  return Object.assign(error, { status, statusText: 'Some Text', errorDetails: details });
}

const cases: [number, Told, string][] = [
  [400, { status: 'INVALID_ARGUMENT' }, 'invalid-request'],
  [400, { details: [reason('API_KEY_INVALID')] }, 'auth'],
  [400, { message: 'API key not valid. Please pass a valid API key.' }, 'auth'],
  [400, { message: 'API key expired. Please renew the API key.' }, 'auth'],
  [400, { message: 'User location is not supported for the API use.' }, 'permission'],
  [400, { message: 'Gemini API free tier is not available in your country.' }, 'permission'],
  [
    400,
    { message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).' },
    'context-length',
  ],
  [400, { message: 'Request payload size exceeds the limit: 20971520 bytes.' }, 'context-length'],
  [400, { message: '* GenerateContentRequest.model: unexpected model name format' }, 'model-not-found'],
  [401, {}, 'auth'],
  [402, { message: 'Your prepayment credits are depleted.' }, 'quota'],
  [403, {}, 'permission'],
  [403, { message: 'Your API key was reported as leaked. Please use another API key.' }, 'auth'],
  [404, {}, 'model-not-found'],
  [408, {}, 'transient'],
  [409, {}, 'transient'],
  [413, {}, 'context-length'],
  [418, {}, 'invalid-request'],
  [429, { message: 'Resource has been exhausted (e.g. check quota).' }, 'rate-limit'],
  [429, { details: [violation(minute), retryIn('36s')] }, 'rate-limit'],
  [429, { details: [violation(day), retryIn('36s')] }, 'quota'],
  [429, { details: [violation(minute, day)] }, 'quota'],
  [429, { details: [{ violations: 'none' }, { violations: [null] }, { retryDelay: 7 }] }, 'rate-limit'],
  [429, { message: 'Your project has exceeded its monthly spending cap.' }, 'quota'],
  [429, { details: [reason('MODEL_CAPACITY_EXHAUSTED')] }, 'overloaded'],
  [499, {}, 'transient'],
  [500, {}, 'transient'],
  [500, { message: 'Your input context is too long.' }, 'context-length'],
  [502, { message: '' }, 'transient'],
  [503, { message: 'The model is overloaded.' }, 'overloaded'],
  [504, {}, 'transient'],
  [529, {}, 'overloaded'],
];

test.each(cases)('%i %j over HTTP is %s', (status, told, kind) => {
  const failure = failureOf(thrown(status, told), live);
  expect(failure).toMatchObject({ kind, details: { status } });
  expect(`${failure.stack} ${failure.cause}`).not.toContain('secret.host');
});

test.each(cases)('%i %j inside of a 200 is %s', (status, told, kind) => {
  const failure = failureInBody({ error: { code: status, message: 'x', ...told } });
  expect(failure?.kind).toBe(kind);
  expect(failure?.details.status).toBeUndefined();
});

test.each([
  ['INVALID_ARGUMENT', 'invalid-request'],
  ['FAILED_PRECONDITION', 'permission'],
  ['UNAUTHENTICATED', 'auth'],
  ['PERMISSION_DENIED', 'permission'],
  ['NOT_FOUND', 'model-not-found'],
  ['RESOURCE_EXHAUSTED', 'rate-limit'],
  ['CANCELLED', 'transient'],
  ['INTERNAL', 'transient'],
  ['UNAVAILABLE', 'overloaded'],
  ['DEADLINE_EXCEEDED', 'transient'],
  ['NEVER_HEARD_OF', 'transient'],
])('The name %s alone is %s', (code, kind) => {
  expect(failureInBody({ error: { status: code, message: 'x' } })).toMatchObject({ kind, details: { code } });
  expect(failureInBody({ error: { code, message: 'x' } })?.kind).toBe(kind);
});

test("The message is Gemini's, without the address and the details", () => {
  const failure = failureOf(thrown(400, { message: 'Bad [thing] here', details: [reason('X')] }), live);
  expect(failure.message).toBe('Bad [thing] here');
  expect(failure.details.code).toBe('X');
});

test('A page in place of an error has only its status', () => {
  expect(failureOf(thrown(502, { message: '' }), live).message).toBe('HTTP 502 without a message');
});

test('A body inside of a message is read', () => {
  const message = JSON.stringify({ error: { code: 429, message: 'Slow down', details: [violation(day)] } });
  expect(failureOf(thrown(429, { message }), live)).toMatchObject({ kind: 'quota', message: 'Slow down' });
});

test.each<[string, Told, number | undefined]>([
  ['seconds', { details: [retryIn('36s')] }, 36_000],
  ['fractions', { details: [retryIn('36.4807s')] }, 36_481],
  ['the message', { message: 'Please retry in 36.4s.' }, 36_400],
  ['milliseconds in the message', { message: 'Please retry in 583.2ms.' }, 584],
  ['minutes in the message', { message: 'Please retry in 1m2.5s.' }, 62_500],
  ['nothing', {}, undefined],
  ['nonsense', { details: [retryIn('soon')] }, undefined],
  ["a day's quota, not believed", { details: [violation(day), retryIn('36s')] }, undefined],
])('The wait by %s', (_, told, ms) => {
  expect(failureOf(thrown(429, told), live).details.retryAfterMs).toBe(ms);
});

test('An error in words only, and no error at all', () => {
  expect(failureInBody({ error: 'Broken' })).toMatchObject({ kind: 'transient', message: 'Broken' });
  expect(failureInBody({ candidates: [] })).toBeUndefined();
  expect(failureInBody(null)).toBeUndefined();
});

test.each<[string, Error]>([
  ['[GoogleGenerativeAI Error]: Error fetching from http://secret.host/v1: fetch failed', new Error()],
  ['[GoogleGenerativeAI Error]: Failed to parse stream', new Error()],
  ['[GoogleGenerativeAI Error]: Error parsing JSON response: "secret.host"', new Error()],
  ['[GoogleGenerativeAI Error]: Error reading from the stream', new Error()],
  ['terminated', new TypeError()],
  ['Unexpected end of JSON input', new SyntaxError()],
  ["Cannot read properties of null (reading 'x')", new TypeError()],
])('Without a status: %s', (message, error) => {
  const failure = failureOf(Object.assign(error, { message }), live);
  expect(failure.kind).toBe('transient');
  expect(`${failure.stack} ${failure.cause}`).not.toContain('secret.host');
});

test('A broken connection keeps the code of its cause', () => {
  const cause = Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' });
  expect(failureOf(new TypeError('terminated', { cause }), live)).toMatchObject({
    message: 'The connection broke in the middle of the answer',
    details: { code: 'UND_ERR_SOCKET' },
  });
});

test('Once the call is aborted, that is what happened', () => {
  const late = new Failure('timeout', 'Too late');
  expect(failureOf(new Error('x'), AbortSignal.abort(late))).toBe(late);
  expect(failureOf(new Failure('transient', 'x'), AbortSignal.abort()).kind).toBe('aborted');
});
