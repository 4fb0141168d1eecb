import { invalid } from './failure.ts';
import { NO_RESULT, type ToolCall } from './tool-calls.ts';

type Warn = (message: string) => void;

/** A message among others, as far as calls and results go. */
interface Place {
  message: { role?: string; content?: unknown; tool_call_id?: unknown };
  at: string;
  calls: readonly ToolCall[];
}

interface Asked {
  call: ToolCall;
  index: number;
}

/**
 * Gives each call its results, wherever they stand: OpenAI wants them right behind their call, and the other vendors
 * besides in one turn, each call with exactly one. An id that is used again means the latest call before its result.
 * What is handed back are the results of calls that are not in the conversation.
 */
export function giveResults<P extends Place>(places: readonly P[], warn: Warn): Set<P> {
  const asked = new Map<string, Asked[]>();
  for (const [index, { calls }] of places.entries()) {
    for (const call of calls) asked.set(call.id, [...(asked.get(call.id) ?? []), { call, index }]);
  }
  const strays = new Set<P>();
  for (const [index, place] of places.entries()) {
    const { message, at } = place;
    if (message.role !== 'tool') continue;
    if (typeof message.tool_call_id !== 'string')
      throw invalid(at, 'tool_call_id is missing: name the call that this answers');
    const found = answeredBy(asked.get(message.tool_call_id) ?? [], index);
    if (!found) {
      strays.add(place);
      warn(`${at}: the result of a call that is not in the conversation is sent as the user's words`);
      continue;
    }
    if (isOutOfPlace(places, found.index, index)) warn(`${at}: the result is moved to its call`);
    if (found.call.results.length > 0) warn(`${at}: a second result of one call; both are sent as one`);
    found.call.results.push({ content: message.content, at });
  }
  for (const { calls } of places) {
    for (const { at, results } of calls)
      if (results.length === 0) warn(`${at}: without a result; "${NO_RESULT}" stands in for it`);
  }
  return strays;
}

/** The call that a result at `index` belongs to: an open one before it, else an answered one, else one that comes later. */
function answeredBy(calls: readonly Asked[], index: number): Asked | undefined {
  const before = calls.filter((asked) => asked.index < index);
  const latest = before.findLast(isOpen)?.index;
  return (
    before.find((asked) => asked.index === latest && isOpen(asked)) ?? before.at(-1) ?? calls.find(isOpen)
  );
}

function isOpen({ call }: Asked): boolean {
  return call.results.length === 0;
}

/** Whether anything but results stands between a call and its result, or the result before the call. */
function isOutOfPlace(places: readonly Place[], call: number, result: number): boolean {
  return result < call || places.slice(call + 1, result).some(({ message }) => message.role !== 'tool');
}
