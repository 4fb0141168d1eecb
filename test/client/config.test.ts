import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  anthropic,
  ConfigError,
  compatible,
  createFailover,
  isUnderstudyError,
  Understudy,
} from '../../src/index.ts';
import { hello, stage } from './stage.ts';

const key = { apiKey: 'sk-test' };

afterEach(() => vi.unstubAllEnvs());

describe('each mistake gives one clear error that names the fix, when the client is built', () => {
  const mistakes: [string, () => unknown, RegExp][] = [
    [
      'a misspelt option',
      () => new Understudy({ ...key, fallback: [] } as never),
      /no option "fallback". Did you mean "fallbacks"/,
    ],
    [
      'a misspelt inner option',
      () => new Understudy({ ...key, retry: { attempt: 1 } as never }),
      /retry has no option "attempt". Did you mean "attempts"/,
    ],
    [
      'an unknown option of the engine',
      () => createFailover({ apiKey: 'x' } as never),
      /createFailover has no option "apiKey"/,
    ],
    [
      'an unknown provider',
      () => new Understudy({ ...key, fallbacks: ['antropic/claude'] }),
      /Did you mean "anthropic\/claude"/,
    ],
    [
      'a vendor by its product',
      () => new Understudy({ ...key, fallbacks: ['gemini/gemini-3.8-flash'] }),
      /Did you mean "google\/gemini-3.8-flash"/,
    ],
    [
      'a model without a provider',
      () => new Understudy({ ...key, fallbacks: ['claude-sonnet-5-5'] }),
      /Write 'provider\/model'/,
    ],
    ['an empty route', () => new Understudy({ ...key, routes: { fast: [] } }), /route "fast" is empty/],
    [
      'fallbacks that are no list',
      () => new Understudy({ ...key, fallbacks: 'ollama/llama3.2' as never }),
      /fallbacks takes a list/,
    ],
    [
      'a missing key',
      () => new Understudy({ ...key, fallbacks: ['anthropic/claude-sonnet-5-5'] }),
      /Set ANTHROPIC_API_KEY/,
    ],
    [
      'a key with a line break',
      () => new Understudy({ apiKey: 'sk-secret\n' }),
      /character that no HTTP header can carry, at position 10/,
    ],
    [
      "a fallback's key with a blank",
      () => new Understudy({ ...key, fallbacks: [anthropic('m', { apiKey: 'sk secret' })] }),
      /key of anthropic\/m .* position 3/,
    ],
    [
      'an endpoint without an address',
      () => new Understudy({ ...key, fallbacks: [compatible('mine', { model: 'm' })] }),
      /compatible\('mine', { model: 'm', baseURL/,
    ],
    [
      'a time that is none',
      () => new Understudy({ ...key, timeouts: { totalMs: 'long' as never } }),
      /timeouts.totalMs takes a positive number/,
    ],
    [
      'half a try',
      () => new Understudy({ ...key, retry: { attempts: 0.5 } }),
      /retry.attempts takes a whole number from 1/,
    ],
    [
      'a rate in percent',
      () => new Understudy({ ...key, breaker: { failureRate: 50 } }),
      /share from 0 to 1/,
    ],
    [
      'a logger that cannot warn',
      () => createFailover({ logger: {} as never }),
      /logger takes an object with a method warn/,
    ],
    [
      'a word that is none',
      () => new Understudy({ ...key, onBrokenStream: 'restart' as never }),
      /'continue' or 'error'/,
    ],
  ];

  it.each(mistakes)('%s', (_, build, fix) => {
    vi.stubEnv('ANTHROPIC_API_KEY', '');
    expect(build).toThrow(fix);
    expect(build).toThrow(ConfigError);
  });

  it('never prints the key', () => {
    const error = (() => {
      try {
        return new Understudy({ apiKey: 'sk-secret\n' });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isUnderstudyError(error)).toBe(true);
    expect(inspect(error)).not.toContain('sk-secret');
  });

  it('takes a logger that can only warn, which OpenAI does not', async () => {
    const said: string[] = [];
    await using at = await stage({
      maxRetries: 0,
      logger: { warn: (text: string) => said.push(text) } as never,
    });
    at.openai.fail({ kind: 'status', status: 401 });
    await at.client.chat.completions.create(hello);
    expect(said).toEqual([expect.stringContaining('its key is wrong')]);
  });

  it("leaves OpenAI's own options alone", () => {
    expect(
      () => new Understudy({ ...key, timeout: 1_000, maxRetries: 1, logLevel: 'off', project: null }),
    ).not.toThrow();
  });
});

describe('keys', () => {
  it("come from the vendors' usual variables", async () => {
    await using at = await stage();
    vi.stubEnv('ANTHROPIC_API_KEY', 'key-from-the-environment');
    vi.stubEnv('ANTHROPIC_BASE_URL', at.claude.url);
    at.openai.fail({ kind: 'status', status: 500 });
    const client = at.client.withOptions({ fallbacks: ['anthropic/claude-sonnet-5-5'], maxRetries: 0 });
    await client.chat.completions.create(hello);
    expect(at.claude.requests[0]?.headers.authorization).toBe('Bearer key-from-the-environment');
  });

  it('appear in no event, health or error, nor do prompts and answers', async () => {
    await using at = await stage({ maxRetries: 0 });
    const seen: unknown[] = [];
    at.client.failover.on((event) => seen.push(structuredClone(event)));
    at.openai.fail({ kind: 'status', status: 401, message: 'Incorrect API key provided: sk-test-of-openai' });
    const secret = { model: 'gpt-5.5', messages: [{ role: 'user' as const, content: 'a-secret-prompt' }] };
    await at.client.chat.completions.create(secret);
    at.claude.fail({ kind: 'status', status: 529 });
    const error = await at.client.chat.completions.create(secret).catch((thrown) => thrown);
    const text = inspect([seen, at.client.failover.health(), at.client.failover], { depth: 9 });
    expect(text).not.toMatch(/sk-test-of-openai|key-of-claude|a-secret-prompt|all is well/);
    expect(inspect(error.cause, { depth: 9 })).not.toMatch(/key-of-claude|a-secret-prompt/);
    expect(seen.length).toBeGreaterThan(3);
  });

  it('a wrong one is warned of once, by name, though another target answers', async () => {
    const said: string[] = [];
    const logger = { warn: (text: string) => said.push(text), error() {}, info() {}, debug() {} };
    await using at = await stage({ maxRetries: 0, logger, breaker: false });
    at.openai.fail({ kind: 'status', status: 401 });
    await at.client.chat.completions.create(hello);
    await at.client.chat.completions.create(hello);
    expect(said).toEqual([expect.stringMatching(/openai\/gpt-5\.5 is left out: its key is wrong/)]);
  });
});
