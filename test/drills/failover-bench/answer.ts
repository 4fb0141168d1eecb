import type { Answer, Ask } from '../../../src/drill/index.ts';

/** The healthy answer: sixty words, which everybody in the bench says. Not all of its letters are ASCII. */
export const ANSWER = `
  The night ferry left Tromsø at ten, carrying forty crates of oranges, two violins and a very old cat. Nobody on
  deck spoke much until the café opened and the smell of crêpes reached the stairs. A child from 東京 counted every
  lighthouse aloud, a sailor answered with a 🎻 tune, and by morning the whole ship knew its refrain.
`
  .trim()
  .replace(/\s+/g, ' ');

/** The same as a tool call, where tools are on offer. */
export const TOOL_CALL = { name: 'forecast', arguments: { city: 'Tromsø', days: 7, units: 'metric' } };

export const forecast = {
  type: 'function' as const,
  function: {
    name: TOOL_CALL.name,
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

/** What a server answers: the tool call, the sixty words, or of those what a partial answer still lacks. */
export function answerTo(ask: Ask): Answer | string {
  if (ask.tools.length > 0) return { toolCalls: [TOOL_CALL] };
  return ANSWER.slice(partialIn(ask).length);
}

/** The answer as far as it was already given, whether the model is to go on in words or by a bare prefill. */
function partialIn({ messages }: Ask): string {
  const said = messages.slice(-2).find(({ role }) => role === 'assistant')?.text ?? '';
  return ANSWER.startsWith(said) ? said : '';
}
