import { portableId } from '../../core/call-ids.ts';

/**
 * The ids of a conversation's tool calls, made legal for Anthropic: it takes letters, digits, `_` and `-`, each id once
 * in a request. Other vendors write `functions.add:0`, or start at `call_0` in every turn. The same conversation
 * always gives the same ids, also when it has grown, so that Anthropic's prompt cache still fits.
 */
export class ToolIds {
  readonly #taken = new Set<string>();

  /** The id of the next call, which the caller gave this one. */
  next(id: string): string {
    const legal = portableId(id);
    let unique = legal;
    for (let n = 2; this.#taken.has(unique); n++) unique = `${legal}_${n}`;
    this.#taken.add(unique);
    return unique;
  }
}
