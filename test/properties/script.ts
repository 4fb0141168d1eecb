import type { Chunk } from '../../src/core/chat.ts';
import { chunk, usage } from '../fakes.ts';
import type { Style, Where } from './fates.ts';
import { piecesOf } from './texts.ts';

/** A tool call as a vendor says it: its arguments in pieces. */
export interface Spoken {
  id: string;
  name: string;
  pieces: string[];
}

/** What a vendor says. `turns` tells whose turn it is: 0 the text's, above that a tool call's; the rest follows. */
export interface Speech {
  text: string;
  calls: Spoken[];
  turns: number[];
}

interface Event {
  text: string;
  part: 'role' | 'words' | 'tool' | 'finish' | 'end';
}

type Delta = Chunk['choices'][number]['delta'];

/** A speech as the events of OpenAI's wire, in this style. */
export function eventsOf(id: string, speech: Speech, style: Style): Event[] {
  const face = { id: `id-${id}`, model: id };
  const newline = style.crlf ? '\r\n' : '\n';
  const event = (part: Event['part'], data: object | string): Event => ({
    part,
    text: `data: ${typeof data === 'string' ? data : JSON.stringify(data)}${newline}${newline}`,
  });
  const deltas = merged(speech, style);
  if (style.roleApart || !deltas[0]) deltas.unshift({ role: 'assistant', content: '' });
  else deltas[0] = { role: 'assistant', ...deltas[0] };
  const reason = speech.calls.length > 0 ? 'tool_calls' : 'stop';
  const last = style.finishApart || deltas.length < 2 ? {} : deltas.pop()!;
  const said = deltas.map((delta, index) => event(partOf(delta, index), chunk(undefined, null, delta, face)));
  return [
    ...said,
    event('finish', chunk(undefined, reason, last, face)),
    ...(style.usage ? [event('end', usage(face))] : []),
    ...(style.done ? [event('end', '[DONE]')] : []),
  ];
}

function partOf(delta: Delta, index: number): Event['part'] {
  if (delta.tool_calls) return 'tool';
  return index === 0 ? 'role' : 'words';
}

/** Text and calls in turns: each begins with its name and goes on with pieces of its arguments. */
function merged({ text, calls, turns }: Speech, { words }: Style): Delta[] {
  const queues: Delta[][] = [piecesOf(text, words).map((content) => ({ content })), ...calls.map(deltasOf)];
  const all: Delta[] = [];
  for (const turn of turns) all.push(...(queues[turn % queues.length]?.splice(0, 1) ?? []));
  return [...all, ...queues.flat()];
}

function deltasOf({ id, name, pieces }: Spoken, index: number): Delta[] {
  const opening = { index, id, type: 'function' as const, function: { name, arguments: '' } };
  return [
    { tool_calls: [opening] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ];
}

/** The events up to where it goes wrong; a share of the whole may end within one. */
export function upTo(events: readonly Event[], where: Where): string {
  const texts = events.map(({ text }) => text);
  if (typeof where === 'number') {
    const whole = texts.join('');
    return whole.slice(0, Math.floor(where * whole.length));
  }
  const first = events.findIndex(({ part }) => part === where);
  const count = { head: 0, role: 1, tool: first + 1, finish: first, end: texts.length }[where];
  return texts.slice(0, count).join('');
}
