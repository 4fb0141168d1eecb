import { expect, test } from 'vitest';
import type { Call, Outer } from '../../../src/core/call.ts';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';
import { passThrough as kin } from '../../../src/providers/openai/primary.ts';
import { plain, read, streamed, thrown } from '../../fakes.ts';
import { fakeCall } from '../fake-call.ts';

const passThrough = kin('gpt-5.5', {});

/** A call as it comes from a caller's own client, with its bytes and its fetch. */
function outerCall(url: string, request: ChatRequest, signal?: AbortSignal, base: typeof fetch = fetch) {
  const sent: { url: unknown; init: RequestInit | undefined }[] = [];
  const spy: typeof fetch = (to, init) => {
    sent.push({ url: to, init });
    return base(to, init);
  };
  const headers = new Headers({
    authorization: 'Bearer sk-own',
    'content-type': 'application/json',
    'x-mine': '1',
  });
  // Spaces that no encoder of ours would write.
  const init = { method: 'POST', headers, body: JSON.stringify(request, null, 3) };
  const outer: Outer = { request, url: `${url}/chat/completions?v=1`, init, fetch: spy, personal: [] };
  const call: Call = { ...fakeCall(signal), outer };
  return { call, sent, init };
}

test('the client’s own request goes out as it is, by the fetch that it would have used', async () => {
  await using server = await startOpenAI();
  const { call, sent, init } = outerCall(server.url, plain);
  await passThrough(plain, call);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.init).toMatchObject({ method: 'POST', headers: init.headers });
  expect(server.requests[0]).toMatchObject({ bodyText: init.body, query: '?v=1' });
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-own', 'x-mine': '1' });
});

test('another request by the same client goes out with another body', async () => {
  await using server = await startOpenAI();
  const { call } = outerCall(server.url, plain);
  const other: ChatRequest = { ...plain, messages: [{ role: 'user', content: 'Carry on.' }] };
  await passThrough(other, call);
  expect(server.requests[0]?.body).toEqual(other);
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer sk-own' });
});

test('a plain answer keeps its text, and a stream its bytes', async () => {
  await using server = await startOpenAI({ answer: () => 'Sunny 🌞 today.' });
  const kept: string[] = [];
  const keeping: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    kept.push(await response.clone().text());
    return response;
  };
  const reply = await passThrough(plain, outerCall(server.url, plain, undefined, keeping).call);
  expect(reply.type === 'completion' && reply.raw).toBe(kept[0]);
  const stream = await passThrough(streamed, outerCall(server.url, streamed, undefined, keeping).call);
  const bytes: Uint8Array[] = [];
  if (stream.type === 'stream') for await (const { raw } of stream.items) bytes.push(raw as Uint8Array);
  expect(`${Buffer.concat(bytes)}data: [DONE]\n\n`).toBe(kept[1]);
});

test('an error keeps its body and its headers, for the caller’s own client', async () => {
  await using server = await startOpenAI();
  server.fail(server.errors.rateLimit(7));
  const { details } = await thrown(passThrough(plain, outerCall(server.url, plain).call));
  expect(details).toMatchObject({ status: 429, retryAfterMs: 7_000, requestId: 'req_drill000001' });
  expect(JSON.parse(details.response?.body ?? '')).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
  expect(details.response?.headers.get('retry-after')).toBe('7');
});

test('a body of an error that has no end is cut', async () => {
  const endless: typeof fetch = async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(2 ** 16).fill(97)),
    });
    return new Response(body, { status: 500 });
  };
  const { call } = outerCall('http://nowhere.invalid', plain, undefined, endless);
  const failure = await thrown(passThrough(plain, call));
  expect(failure.kind).toBe('transient');
  expect(failure.details.response?.body).toHaveLength(2 ** 16);
});

test('a connection that fails, and a caller who leaves', async () => {
  await using server = await startOpenAI();
  server.fail({ kind: 'reset' });
  expect(await thrown(passThrough(plain, outerCall(server.url, plain).call))).toMatchObject({
    kind: 'transient',
  });
  server.fail({ kind: 'stall', afterTokens: 1 });
  const caller = new AbortController();
  const reply = await passThrough(streamed, outerCall(server.url, streamed, caller.signal).call);
  const reading = read(reply);
  const received = await server.received(1);
  caller.abort('left');
  expect((await reading).error).toMatchObject({ kind: 'aborted', cause: 'left' });
  expect(await received.closed).toBe('client-gone');
});

test('without a client there is nobody to pass through for', async () => {
  await expect(passThrough(plain, fakeCall())).rejects.toThrow(/request of a client/);
});
