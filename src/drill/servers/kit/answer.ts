/** What a test says to a server, and what the server is told to say: neither knows any vendor's wire. */

export type Spoken = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string;
  toolCalls?: { id?: string; name: string; arguments: object }[];
  /** Of a `tool` message: the call that it answers. Gemini often names the function only. */
  toolCallId?: string;
};

/** A request, read by the vendor's own rules and put into neutral words. */
export type Ask = {
  messages: Spoken[];
  /** The text of the last user message. */
  lastUser: string;
  model: string;
  stream: boolean;
  /** Names of the tools on offer. */
  tools: string[];
  /** The request's JSON, as the vendor reads it. */
  body: Record<string, unknown>;
};

export type Finish = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export type Answer = {
  /** A string is split into words that keep their spaces; a list is taken as the tokens themselves. */
  text?: string | string[];
  toolCalls?: { id?: string; name: string; arguments: object }[];
  /** Thinking aloud. OpenAI has no field for it: there it goes out as the `reasoning_content` of compatible vendors. */
  reasoning?: string;
  finish?: Finish;
  /** A refusal in words: OpenAI's `message.refusal`, elsewhere the explanation of a filtered answer. */
  refusal?: string;
  usage?: Partial<Usage>;
};

/** `input` includes `cached`, `output` includes `reasoning`; each vendor adds and subtracts as it does. */
export type Usage = { input: number; output: number; cached: number; reasoning: number };

/** An answer with nothing left open. `finish: null` is a vendor that stopped without saying so. */
export type Told = {
  tokens: string[];
  toolCalls: { id?: string; name: string; arguments: object }[];
  reasoning: string[];
  finish: Finish | null;
  refusal: string;
  usage: Partial<Usage>;
  prompt: number;
};

const words = (text: string): string[] => text.match(/\s*\S+(?:\s+$)?|\s+$/gu) ?? [];

export const tokensOf = (text: string | string[]): string[] =>
  typeof text === 'string' ? words(text) : text;

/** A tool call's arguments leave in pieces, cut between code points, as the vendors do. */
export const piecesOf = (args: object): string[] => JSON.stringify(args).match(/.{1,8}/gsu) ?? [];

export function tell(answer: Answer | string, ask: Ask): Told {
  const { text = '', toolCalls = [], ...rest } = typeof answer === 'string' ? { text: answer } : answer;
  return {
    tokens: tokensOf(text),
    toolCalls,
    reasoning: tokensOf(rest.reasoning ?? ''),
    finish: rest.finish ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop'),
    refusal: rest.refusal ?? '',
    usage: rest.usage ?? {},
    prompt: ask.messages.reduce((sum, message) => sum + 3 + words(message.text).length, 3),
  };
}

/** One word is one token: wrong, and the same every time. */
export function usageOf(told: Told): Usage {
  const calls = told.toolCalls.flatMap((call) => piecesOf(call.arguments));
  const spoken = told.tokens.length + calls.length + words(told.refusal).length;
  const reasoning = told.reasoning.length;
  return { input: told.prompt, output: spoken + reasoning, cached: 0, reasoning, ...told.usage };
}
