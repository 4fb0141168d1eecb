/** A tool call, or a piece of one, as vendors really send it. */
interface Call {
  index?: number | null;
  id?: string | null;
  type?: string | null;
  function?: { name?: string | null; arguments?: unknown };
  custom?: object;
}

/** An id where the vendor gives none: the same for the same answer, and another for the next one. */
const idOf = (answer: string, place: number) => `call_${answer.replace(/\W/g, '').slice(-24)}_${place}`;

/** A call of a plain answer in OpenAI's shape; the same where it is. */
export function wholeCall(call: Call, place: number, answer: string): Call {
  const plain = withText(call);
  if (plain.id && plain.type) return plain;
  return { ...plain, id: plain.id || idOf(answer, place), type: plain.type ?? 'function' };
}

/** Some vendors write a call's arguments as an object. */
function withText(call: Call): Call {
  const given = call.function?.arguments;
  if (given === null || typeof given !== 'object') return call;
  return { ...call, function: { ...call.function, arguments: JSON.stringify(given) } };
}

interface Place {
  /** What the vendor gave: some leave one of them out, and some give all calls the same index. */
  index: number | null | undefined;
  id: string | null | undefined;
}

/** The pieces of one choice's tool calls, each with its place in the list. */
export class CallPieces {
  readonly #places: Place[] = [];

  /** The next piece in OpenAI's shape; the same where it is. */
  next(call: Call, answer: string): Call {
    const plain = withText(call);
    const known = this.#placeOf(call);
    const place = known < 0 ? this.#places.push({ index: call.index, id: call.id }) - 1 : known;
    if (known >= 0) return plain.index === place ? plain : { ...plain, index: place };
    if (plain.index === place && plain.id && plain.type) return plain;
    return { ...plain, index: place, id: plain.id || idOf(answer, place), type: plain.type ?? 'function' };
  }

  /** Where the call stands that this is a piece of; -1 where it begins a new one. */
  #placeOf({ index, id, function: called }: Call): number {
    if (index == null) {
      if (id) return this.#places.findLastIndex((place) => place.id === id);
      return called?.name ? -1 : this.#places.length - 1;
    }
    const at = this.#places.findLastIndex((place) => place.index === index);
    const other = at >= 0 && id && called?.name && this.#places[at]?.id && this.#places[at]?.id !== id;
    return other ? -1 : at;
  }
}
