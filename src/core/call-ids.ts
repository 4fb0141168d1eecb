import { createHash } from 'node:crypto';

/** What every vendor takes: Anthropic these characters, OpenAI at most 40 of them. */
const PORTABLE = /^[a-zA-Z0-9_-]{1,40}$/;

/** How much of an id that is none stays readable. */
const READABLE = 31;

/**
 * An id of a tool call that any vendor takes. One that is such already stays as it is; any other gives the same again
 * each time, and unlike that of every other: what cannot be written is told apart by a part of its hash.
 */
export function portableId(id: string): string {
  if (PORTABLE.test(id)) return id;
  const readable = id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, READABLE) || 'call';
  return `${readable}_${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}
