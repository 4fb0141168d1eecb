import type { ChatRequest } from '../../../index.ts';
import { demand, equal } from '../demand.ts';
import { answer, type Play, type Stage } from '../stage.ts';

const parameters = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } };
const tool = (name: string) => ({
  type: 'function' as const,
  function: { name, description: `Tells the ${name}`, parameters },
});
const request: Partial<ChatRequest> = { tools: [tool('weather'), tool('tide')] };

const weather = { name: 'weather', arguments: { city: 'Zürich "Süd"', days: 3 } };
const tide = { name: 'tide', arguments: { city: 'Brest', days: 1 } };

const calls =
  (toolCalls: (typeof weather)[], stream: boolean): Play =>
  async (stage: Stage) => {
    const turn = { does: 'answer', answer: answer({ text: [], toolCalls, finish: 'tool_calls' }) } as const;
    const { answered } = await stage.ask(turn, { stream, request }, { toolCalls: 'stream' });
    equal(
      'The calls',
      answered.calls.map(({ name, arguments: text }) => ({ name, arguments: parsed(text) })),
      toolCalls,
    );
    equal('The finish', answered.finish, 'tool_calls');
    const ids = answered.calls.map(({ id }) => id);
    demand(
      ids.every((id) => id) && new Set(ids).size === ids.length,
      `Each call has an id of its own: ${JSON.stringify(ids)} came.`,
    );
  };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const tools: Record<string, Play> = {
  'plain: a tool call': calls([weather], false),
  'stream: a tool call': calls([weather], true),
  'plain: parallel tool calls': calls([weather, tide], false),
  'stream: parallel tool calls': calls([weather, tide], true),
};
