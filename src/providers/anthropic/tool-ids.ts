/**
 * The ids of tool calls, made legal for Anthropic: it takes letters, digits, `_` and `-`, each id once in a request.
 * Other vendors write `functions.add:0`, or start at `call_0` in every turn. The same conversation always gives
 * the same ids, so that Anthropic's prompt cache still fits.
 */
export class ToolIds {
  readonly #current = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** The id for a call that an assistant turn makes. */
  call(id: string): string {
    const legal = legalId(id);
    let unique = legal;
    for (let n = 2; this.#taken.has(unique); n++) unique = `${legal}_${n}`;
    this.#taken.add(unique);
    this.#current.set(id, unique);
    return unique;
  }

  /** The id for a result: that of the latest call which the caller gave this id. */
  result(id: string): string {
    return this.#current.get(id) ?? legalId(id);
  }
}

function legalId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_') || 'call';
}
