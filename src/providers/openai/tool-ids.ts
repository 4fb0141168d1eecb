type Turn = { tool_calls?: unknown; tool_call_id?: unknown };

/**
 * The ids of a conversation's tool calls, made legal for a vendor that takes few. Numbered as they come, so that the same
 * conversation always gives the same ids and the vendor's prompt cache still fits.
 */
export class ToolIds {
  readonly #legal: RegExp;
  readonly #given = new Map<string, string>();

  constructor(legal: RegExp) {
    this.#legal = legal;
  }

  /** A turn with its ids made legal. */
  in<T extends Turn>(turn: T): T {
    const { tool_calls, tool_call_id } = turn;
    return {
      ...turn,
      ...(Array.isArray(tool_calls) && {
        tool_calls: tool_calls.map((call) => ({ ...call, id: this.#of(call.id) })),
      }),
      ...(tool_call_id != null && { tool_call_id: this.#of(tool_call_id) }),
    };
  }

  #of(given: unknown): string {
    const id = String(given);
    if (this.#legal.test(id)) return id;
    const legal = this.#given.get(id) ?? `call${String(this.#given.size).padStart(5, '0')}`;
    this.#given.set(id, legal);
    return legal;
  }
}
