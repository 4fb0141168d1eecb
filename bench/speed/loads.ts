import { registerHooks } from 'node:module';
import { COMPLETION, jsonHeaders } from './wire.ts';

/** Run in a fresh process: which of the other vendors' SDKs are loaded, and when. Prints JSON. */
const sdks = ['@anthropic-ai/sdk', '@google/generative-ai', '@google/genai'];
const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    for (const sdk of sdks) if (url.includes(`/node_modules/${sdk}/`)) loaded.add(sdk);
    return next(url, context);
  },
});

const stages: { stage: string; loaded: string[] }[] = [];
const note = (stage: string) => stages.push({ stage, loaded: [...loaded] });

const { anthropic, google, Understudy } = await import('llm-understudy');
note('imported');
const client = new Understudy({
  apiKey: 'key',
  fetch: async () => new Response(COMPLETION, { headers: jsonHeaders(COMPLETION) }),
  fallbacks: [
    anthropic('claude-sonnet-5-5', { apiKey: 'key' }),
    google('gemini-3.8-flash', { apiKey: 'key' }),
  ],
});
note('client built with both as fallbacks');
await client.chat.completions.create({ model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hello' }] });
note('call answered by OpenAI');
await client.failover.ready();
note('ready()');
process.stdout.write(JSON.stringify(stages));
