import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenerativeAI } from '@google/generative-ai';
import OpenAI from 'openai';
import { startAnthropic } from '../../../src/drill/servers/anthropic.ts';
import { startGemini } from '../../../src/drill/servers/gemini.ts';
import type { ServerOptions } from '../../../src/drill/servers/kit/vendor.ts';
import { startOpenAI } from '../../../src/drill/servers/openai.ts';

/** What an SDK made of an answer: its text and its ending, whatever the vendor calls it. */
export type Heard = { text: string; end: string | null | undefined };

export type VendorName = keyof typeof vendors;

type Signal = { signal?: AbortSignal };

/** The vendors' own SDKs, asked the same question in the same way. */
export const vendors = {
  openai: {
    start: (options?: ServerOptions) => startOpenAI(options),
    async plain(url: string, options: Signal = {}): Promise<Heard> {
      const body = { model: 'gpt-5.5', messages: [{ role: 'user' as const, content: 'Hello?' }] };
      const { choices } = await openai(url).chat.completions.create(body, options);
      return { text: choices[0]!.message.content ?? '', end: choices[0]!.finish_reason };
    },
    async stream(url: string, options: Signal = {}): Promise<Heard> {
      const messages = [{ role: 'user' as const, content: 'Hello?' }];
      const heard: Heard = { text: '', end: undefined };
      const stream = await openai(url).chat.completions.create(
        { model: 'gpt-5.5', messages, stream: true },
        options,
      );
      for await (const { choices } of stream) {
        heard.text += choices[0]?.delta.content ?? '';
        heard.end = choices[0]?.finish_reason ?? heard.end;
      }
      return heard;
    },
  },
  anthropic: {
    start: (options?: ServerOptions) => startAnthropic(options),
    async plain(url: string, options: Signal = {}): Promise<Heard> {
      const body = {
        model: 'claude-sonnet-5-5',
        max_tokens: 99,
        messages: [{ role: 'user' as const, content: 'Hello?' }],
      };
      const { content, stop_reason } = await anthropic(url).messages.create(body, options);
      return {
        text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
        end: stop_reason,
      };
    },
    async stream(url: string, options: Signal = {}): Promise<Heard> {
      const messages = [{ role: 'user' as const, content: 'Hello?' }];
      const heard: Heard = { text: '', end: undefined };
      const body = { model: 'claude-sonnet-5-5', max_tokens: 99, messages, stream: true as const };
      for await (const event of await anthropic(url).messages.create(body, options)) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')
          heard.text += event.delta.text;
        if (event.type === 'message_delta') heard.end = event.delta.stop_reason;
      }
      return heard;
    },
  },
  gemini: {
    start: (options?: ServerOptions) => startGemini(options),
    async plain(url: string, options: Signal = {}): Promise<Heard> {
      const { response } = await gemini(url).generateContent('Hello?', options);
      return { text: response.text(), end: response.candidates?.[0]?.finishReason };
    },
    async stream(url: string, options: Signal = {}): Promise<Heard> {
      const result = await gemini(url).generateContentStream('Hello?', options);
      result.response.catch(() => {}); // The SDK reads the stream twice, and nobody else catches this half.
      const heard: Heard = { text: '', end: undefined };
      for await (const chunk of result.stream) {
        heard.text += chunk.candidates?.[0]?.content?.parts?.map((part) => part.text ?? '').join('') ?? '';
        heard.end = chunk.candidates?.[0]?.finishReason ?? heard.end;
      }
      return heard;
    },
  },
};

export const openai = (url: string, apiKey = 'sk-test') =>
  new OpenAI({ apiKey, baseURL: url, maxRetries: 0, logLevel: 'off' });

export const anthropic = (url: string, apiKey = 'sk-ant-test') =>
  new Anthropic({ apiKey, baseURL: url, maxRetries: 0, logLevel: 'off' });

export const gemini = (baseUrl: string, apiKey = 'test', model = 'gemini-3.8-flash') =>
  new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, { baseUrl });

/** The bytes of a stream, cut into its events. */
export async function eventsOf(response: Response): Promise<string[]> {
  return (await response.text()).split(/\r?\n\r?\n/).filter((event) => event !== '');
}
