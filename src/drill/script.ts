import type { Ask } from './servers/kit/answer.ts';

/** One line of the conversation. */
export interface Line {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/**
 * What the servers of a stage say, and what they must be told: each compares the conversation that reached it, by
 * its own vendor's wire, with the conversation as it was held.
 */
export class Script {
  #held: readonly Line[] = [];
  /** The answer to the turn that is being played. */
  answer = '';
  /** False once a server was asked without all that had been said. */
  intact = true;

  /** Opens a turn: what was held so far, its question included, and the answer to it. */
  open(held: readonly Line[], answer: string): void {
    this.#held = held;
    this.answer = answer;
    this.intact = true;
  }

  /** What a server says. A probe wants one word; whoever is given a part of the answer carries on from there. */
  readonly reply = ({ stream, messages }: Ask): string => {
    if (!stream) return 'OK.';
    if (!this.hear(messages.map(({ role, text }) => ({ role, text })))) {
      return 'I am sorry: nobody told me what we spoke about before.';
    }
    const partial = messages[this.#held.length]?.text ?? '';
    return this.answer.startsWith(partial) ? this.answer.slice(partial.length) : this.answer;
  };

  /** True where these messages begin with the whole conversation. */
  hear(messages: readonly { role: string; text: string }[]): boolean {
    const whole = this.#held.every(
      ({ role, content }, at) => messages[at]?.role === role && messages[at]?.text === content,
    );
    this.intact &&= whole;
    return whole;
  }
}
