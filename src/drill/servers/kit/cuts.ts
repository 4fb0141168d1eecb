import type { Reply, Step } from './reply.ts';

/** Sends the headers and no more. */
export const HEADERS: Step = { send: '' };

export const isToken = (step: Step): boolean => 'part' in step && step.part === 'token';

/** The script up to and with token number `count`; half of a plain body, which has no tokens to count. */
export function upTo(reply: Reply, steps: Step[], count: number): Step[] {
  if (count === 0) return [HEADERS];
  if (!reply.stream) return [HEADERS, ...steps.map(cropped)];
  const tokens = steps.flatMap((step, index) => (isToken(step) ? [index] : []));
  const last = tokens[Math.min(count, tokens.length) - 1] ?? steps.length - 1;
  return steps.slice(0, last + 1);
}

/** Half of what a step sends: a plain body, or an event that ends in the middle of its data line. */
export const cropped = (step: Step): Step => halfOf(step, () => '');

/** An event whose data line holds half of its JSON, and which is otherwise whole. */
export const halved = (step: Step): Step => halfOf(step, (text) => text.slice(text.trimEnd().length));

function halfOf(step: Step, ending: (text: string) => string): Step {
  if (!('send' in step) || typeof step.send !== 'string') return step;
  const start = Math.max(0, step.send.indexOf('data: '));
  const middle = Math.ceil((start + step.send.trimEnd().length) / 2);
  return { ...step, send: step.send.slice(0, middle) + ending(step.send) };
}
