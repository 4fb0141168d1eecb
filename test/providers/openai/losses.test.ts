import { describe, expect, test } from 'vitest';
import type { CompatibleName } from '../../../src/drill/servers/openai/accents.ts';
import { startCompatible } from '../../../src/drill/servers/openai/compatible-server.ts';
import { served } from '../../../src/index.ts';
import { type Fields, messages, names, through, tools } from './through.ts';

/** A request with everything that only OpenAI knows, and a conversation that OpenAI and others have led. */
const rich: Fields = {
  seed: 7,
  user: 'somebody',
  store: true,
  metadata: { ticket: '42' },
  service_tier: 'priority',
  prompt_cache_key: 'k',
  verbosity: 'low',
  logprobs: true,
  presence_penalty: 0.5,
  stop: ['END'],
  parallel_tool_calls: false,
  reasoning_effort: 'xhigh',
  max_completion_tokens: 99,
  tools,
  messages: [
    { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
    { role: 'user', content: 'And in Paris?', name: 'ann' },
    {
      role: 'assistant',
      content: null,
      refusal: null,
      annotations: [],
      reasoning_content: 'Look it up.',
      tool_calls: [
        { id: 'call_of_openai_1', type: 'function', function: { name: 'weather', arguments: '{}' } },
      ],
    } as never,
    { role: 'tool', tool_call_id: 'call_of_openai_1', content: 'Rain.' },
  ],
};

/** What each is not sent, or is sent as something else. */
const losses: Record<CompatibleName, string[]> = {
  azure: [],
  deepseek: [
    'seed',
    'user',
    'parallel_tool_calls',
    'presence_penalty',
    'store',
    'metadata',
    'service_tier',
    'verbosity',
    'prompt_cache_key',
  ],
  groq: [
    'messages[].name',
    'logprobs',
    'presence_penalty',
    'store',
    'metadata',
    'service_tier',
    'verbosity',
    'prompt_cache_key',
    'reasoning_effort',
  ],
  mistral: ['messages[].name', 'user', 'logprobs', 'store', 'service_tier', 'verbosity', 'reasoning_effort'],
  openrouter: ['store'],
  together: [
    'user',
    'parallel_tool_calls',
    'logprobs',
    'store',
    'metadata',
    'service_tier',
    'verbosity',
    'prompt_cache_key',
    'reasoning_effort',
  ],
  xai: [
    'stop',
    'presence_penalty',
    'store',
    'metadata',
    'service_tier',
    'verbosity',
    'prompt_cache_key',
    'reasoning_effort',
  ],
  lmstudio: [
    'user',
    'logprobs',
    'store',
    'metadata',
    'service_tier',
    'verbosity',
    'prompt_cache_key',
    'reasoning_effort',
  ],
  ollama: [
    'user',
    'parallel_tool_calls',
    'store',
    'metadata',
    'service_tier',
    'verbosity',
    'prompt_cache_key',
    'reasoning_effort',
  ],
  vllm: ['user', 'store', 'metadata', 'service_tier', 'verbosity', 'prompt_cache_key', 'reasoning_effort'],
};

describe('a request that only OpenAI would take', () => {
  test.each(names)('%s takes it all the same, and is told nothing that it rejects', async (name) => {
    await using at = await through(name, 'Wet.');
    const answer = await at.client.chat.completions.create({ messages, ...rich, model: 'm' } as never);
    expect((answer as { choices: unknown[] }).choices).toHaveLength(1);
    const [attempt] = served(answer)?.attempts ?? [];
    expect(attempt?.warnings?.map((warning) => warning.split(':')[0]) ?? []).toEqual(losses[name]);
    const sent = Object.keys(at.server.requests[0]?.body ?? {});
    expect(sent.filter((field) => field !== 'reasoning_effort' && losses[name].includes(field))).toEqual([]);
    expect(attempt?.warnings?.join() ?? '').not.toMatch(/somebody|42|END/);
  });

  test.each(names.filter((name) => !['azure', 'openrouter'].includes(name)))(
    '%s would have refused it as it is',
    async (name) => {
      await using server = await startCompatible(name);
      // All that LM Studio minds.
      const named = name === 'lmstudio' && { tool_choice: { type: 'function', function: { name: 'time' } } };
      const { status } = await fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', ...rich, ...named }),
      });
      expect([400, 422]).toContain(status);
    },
  );
});

const schema = { type: 'object', properties: { city: { type: 'string' } } };
const asked = (format: object): Fields => ({ response_format: format as never });
const inJson = [{ role: 'user' as const, content: 'Answer in JSON.' }];

describe('what a vendor takes another word for', () => {
  const sent = async (name: CompatibleName, fields: Fields, model?: string) => {
    await using at = await through(name, 'Done.', model);
    const answer = await at.client.chat.completions.create({ messages, ...fields, model: 'm' } as never);
    const { warnings = [] } = served(answer)?.attempts[0] ?? {};
    return { body: at.server.requests[0]?.body ?? {}, warnings };
  };

  test('DeepSeek is asked in words to keep to a schema', async () => {
    const { body, warnings } = await sent(
      'deepseek',
      asked({ type: 'json_schema', json_schema: { name: 'x', schema } }),
    );
    expect(body.response_format).toEqual({ type: 'json_object' });
    expect(JSON.stringify(body.messages)).toContain(JSON.stringify(JSON.stringify(schema)).slice(1, -1));
    expect(warnings.join()).toMatch(/^response_format: /);
  });

  test('DeepSeek is told not to think where it has to call a tool, or with no effort', async () => {
    const named = { type: 'function' as const, function: { name: 'time' } };
    const forced = await sent('deepseek', { tools, tool_choice: named, reasoning_effort: 'high' });
    expect(forced.body).toMatchObject({ thinking: { type: 'disabled' }, tool_choice: named });
    expect(forced.body).not.toHaveProperty('reasoning_effort');
    expect(forced.warnings).toHaveLength(1);
    const idle = await sent('deepseek', { reasoning_effort: 'none' });
    expect(idle.body).toMatchObject({ thinking: { type: 'disabled' } });
    const both = await sent('deepseek', { tools, tool_choice: 'required', reasoning_effort: 'none' });
    expect([...idle.warnings, ...both.warnings]).toEqual([]);
  });

  test('DeepSeek is given thoughts with each turn of an assistant, which may be none', async () => {
    const call = { id: 'c', type: 'function' as const, function: { name: 'time', arguments: '{}' } };
    const turns = [
      ...messages,
      { role: 'assistant' as const, content: null, tool_calls: [call] },
      { role: 'tool' as const, tool_call_id: 'c', content: 'Noon.' },
      { role: 'assistant' as const, content: 'It is noon.', reasoning_content: 'Noon, then.' },
      ...messages,
    ];
    const { body, warnings } = await sent('deepseek', { messages: turns, tools });
    const thoughts = (body.messages as { reasoning_content?: string }[]).map(
      (turn) => turn.reasoning_content,
    );
    expect(thoughts).toEqual([undefined, '', undefined, 'Noon, then.', undefined]);
    expect(warnings).toEqual([]);
  });

  test('LM Studio takes a schema for JSON, and a word for a tool’s name', async () => {
    const format = await sent('lmstudio', { ...asked({ type: 'json_object' }), messages: inJson });
    expect(format.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { schema: { type: 'object' } },
    });
    const choice = await sent('lmstudio', {
      tools,
      tool_choice: { type: 'function', function: { name: 'time' } },
    });
    expect(choice.body).toMatchObject({ tool_choice: 'required', tools: [tools[1]] });
    expect([...format.warnings, ...choice.warnings]).toEqual([]);
  });

  test('a list of allowed tools is a shorter list of tools', async () => {
    const tool_choice = {
      type: 'allowed_tools' as const,
      allowed_tools: { mode: 'auto' as const, tools: [{ type: 'function', function: { name: 'weather' } }] },
    };
    expect((await sent('groq', { tools, tool_choice })).body).toMatchObject({
      tool_choice: 'auto',
      tools: [tools[0]],
    });
    expect((await sent('azure', { tools, tool_choice })).body).toMatchObject({ tool_choice, tools });
  });

  test('Mistral has another name for the seed, ids of nine letters, and a word for a beginning', async () => {
    const { body, warnings } = await sent('mistral', {
      seed: 7,
      messages: [...(rich.messages ?? []), { role: 'assistant', content: 'It is' }],
    });
    expect(body).toMatchObject({ random_seed: 7 });
    const [, , call, result, last] = body.messages as never as { tool_calls: { id: string }[] }[];
    expect(call?.tool_calls[0]?.id).toBe('call00000');
    expect(result).toMatchObject({ tool_call_id: 'call00000' });
    expect(last).toEqual({ role: 'assistant', content: 'It is', prefix: true });
    expect(warnings).toEqual(['messages[].name: this vendor does not take it']);
  });

  test.each<[CompatibleName, string, string, unknown]>([
    ['groq', 'openai/gpt-oss-120b', 'xhigh', 'high'],
    ['groq', 'openai/gpt-oss-120b', 'none', 'low'],
    ['groq', 'qwen/qwen3-32b', 'none', 'none'],
    ['groq', 'llama-3.3-70b-versatile', 'low', undefined],
    ['mistral', 'mistral-small-latest', 'low', 'high'],
    ['mistral', 'mistral-large-4', 'low', 'low'],
    ['mistral', 'ministral-8b-latest', 'high', undefined],
    ['xai', 'grok-4.6', 'minimal', 'low'],
    ['xai', 'grok-4.3', 'none', 'none'],
    ['xai', 'grok-4.20-0309-reasoning', 'high', undefined],
    ['ollama', 'llama3.2', 'high', undefined],
    ['ollama', 'qwen3', 'none', 'none'],
    ['vllm', 'qwen3', 'minimal', 'low'],
    ['deepseek', 'deepseek-v4-pro', 'max', 'max'],
    ['openrouter', 'openai/gpt-6-sol', 'xhigh', 'xhigh'],
  ])('%s/%s takes the effort %s as %s', async (name, model, effort, theirs) => {
    const { body, warnings } = await sent(name, { reasoning_effort: effort as never }, model);
    expect(body.reasoning_effort).toBe(theirs);
    expect(warnings).toHaveLength(effort === theirs ? 0 : 1);
  });

  test('Qwen at Groq is asked not to think in the text', async () => {
    expect((await sent('groq', {}, 'qwen/qwen3-32b')).body).toMatchObject({ reasoning_format: 'parsed' });
    expect((await sent('groq', {}, 'llama-3.3-70b-versatile')).body).not.toHaveProperty('reasoning_format');
  });

  test('an answer in audio is not to be had in text', async () => {
    const audio = { voice: 'alloy', format: 'mp3' } as const;
    await using at = await through('groq', 'Hello.');
    const heard = at.client.chat.completions.create({
      model: 'm',
      messages,
      modalities: ['text', 'audio'],
      audio,
    });
    await expect(heard).rejects.toThrow();
    expect(at.server.requests).toEqual([]);
  });
});
