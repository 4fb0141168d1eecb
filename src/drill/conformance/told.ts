import type { Attempt, ChatReply, Chunk } from '../../index.ts';
import { demand } from './demand.ts';

interface CallTold {
  id: string;
  name: string;
  arguments: string;
}

type Usage = { prompt_tokens: number; completion_tokens: number } | undefined | null;

/** All that a caller was told: what he read, and how it ended. */
export class Told {
  text = '';
  finish: string | undefined;
  usage: Usage;
  error: unknown;
  /** Chunks that came, of a stream. */
  chunks = 0;
  readonly calls: CallTold[] = [];
  attempts: readonly Attempt[] = [];

  static async by(ask: () => Promise<ChatReply>, onText: (text: string) => void = () => {}): Promise<Told> {
    const { served } = await import('../../index.ts');
    const told = new Told();
    try {
      const reply = await ask();
      told.attempts = served(reply)?.attempts ?? [];
      if (reply.type === 'completion') told.#whole(reply);
      else for await (const { chunk } of reply.items) told.#hear(chunk, onText);
    } catch (error) {
      told.error = error;
      told.attempts = served(error)?.attempts ?? told.attempts;
    }
    return told;
  }

  /** The attempt on the provider that is tested. */
  get attempt(): Attempt {
    const [first] = this.attempts;
    demand(first, `Nothing was attempted: ${this.error}`);
    return first;
  }

  /** Throws what went wrong where nothing should have. */
  get answered(): this {
    if (this.error) throw new Error(`An answer was expected: ${this.error}`, { cause: this.error });
    return this;
  }

  #whole({ completion }: Extract<ChatReply, { type: 'completion' }>): void {
    const [choice] = completion.choices;
    this.text = choice?.message.content ?? '';
    this.finish = choice?.finish_reason;
    this.usage = completion.usage;
    for (const call of choice?.message.tool_calls ?? [])
      if (call.type === 'function') this.calls.push({ id: call.id, ...call.function });
  }

  #hear({ choices, usage }: Chunk, onText: (text: string) => void): void {
    this.chunks++;
    this.usage = usage ?? this.usage;
    const [choice] = choices;
    if (!choice) return;
    this.finish = choice.finish_reason ?? this.finish;
    const { content, tool_calls = [] } = choice.delta;
    if (content) {
      this.text += content;
      onText(this.text);
    }
    for (const { index, id, function: piece } of tool_calls) {
      this.calls[index] ??= { id: '', name: '', arguments: '' };
      const call = this.calls[index];
      call.id = id || call.id;
      call.name += piece?.name ?? '';
      call.arguments += piece?.arguments ?? '';
    }
  }
}
