/** Where a product finds one of the two models. */
export interface Endpoint {
  baseURL: string;
  apiKey: string;
  model: string;
}

/** Who is asked first, and who stands behind. */
export interface Seat {
  primary: Endpoint;
  fallback: Endpoint;
}

/** How a product is set up. */
export interface Manner {
  /** `usual`: as its documentation has it. `once`: each call asks the primary anew, once, and then the fallback. */
  tries: 'usual' | 'once';
  /** Milliseconds; where it is left out, the product's own default. */
  timeout?: number;
}

/** A client of a product's, as far as the bench uses one. Both throw where the product tells of an error. */
export interface Client {
  /** The text of a plain answer. */
  ask: (prompt: string) => Promise<string>;
  /** Tells of each piece of text as it comes. */
  stream: (prompt: string, said: (text: string) => void) => Promise<void>;
}

/** Who is measured. */
export interface Product {
  name: string;
  /** The packages that it consists of, the first of them its own. Their versions are read when the bench runs. */
  packages: string[];
  /** What was set, as code, for both manners. Whatever is not named here is the product's default. */
  settings: string;
  /** What a reader of the table has to know to judge the product fairly. */
  remark?: string;
  /** It has nobody to fall back on: the measure of the others. */
  bare?: true;
  open: (seat: Seat, manner: Manner) => Promise<Client>;
  /** User and system time of a process beside the caller's that the product needs, in microseconds so far. */
  sidecar?: () => Promise<number>;
  close?: () => Promise<void>;
}

/** The usual call of an OpenAI client, whoever made it. */
export function clientOf(openai: import('openai').default, model: string): Client {
  const { completions } = openai.chat;
  return {
    async ask(content) {
      const answer = await completions.create({ model, messages: [{ role: 'user', content }] });
      return answer.choices[0]?.message.content ?? '';
    },
    async stream(content, said) {
      const messages = [{ role: 'user' as const, content }];
      for await (const { choices } of await completions.create({ model, messages, stream: true })) {
        const text = choices[0]?.delta.content;
        if (text) said(text);
      }
    },
  };
}
