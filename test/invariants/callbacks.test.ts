import { expect, test } from 'vitest';
import { served } from '../../src/index.ts';
import { hello, stage } from '../client/stage.ts';

const broken = () => {
  throw new Error('A broken dashboard');
};

/** What a client is given, and what it knows afterwards, while OpenAI refuses its key. */
async function course(listener: (() => unknown) | undefined, warn: () => void) {
  const logger = { warn, error: () => {}, info: () => {}, debug: () => {} };
  await using at = await stage({ logger, breaker: { consecutiveFailures: 2 }, maxRetries: 0 });
  if (listener) at.client.failover.on(listener);
  const seen: unknown[] = [];
  const call = async () => {
    const answer = await at.client.chat.completions.create(hello);
    seen.push([answer.choices[0]?.message.content, served(answer)?.attempts.map(({ kind }) => kind)]);
  };
  at.openai.fail({ kind: 'status', status: 500 });
  for (let left = 3; left > 0; left--) await call();
  at.openai.fail(null);
  at.claude.fail({ kind: 'status', status: 401 });
  await call().catch(() => seen.push('failed'));
  at.claude.fail(null);
  const health = at.client.failover.health().map(({ target, state, reason }) => ({ target, state, reason }));
  return { seen, health };
}

test.each([
  ['a listener that throws', broken, () => {}],
  ['a listener whose promise fails', async () => broken(), () => {}],
  ['a logger that throws', undefined, broken],
])('16. changes neither an answer nor what is known: %s', async (_, listener, warn) => {
  expect(await course(listener, warn)).toEqual(await course(undefined, () => {}));
});
