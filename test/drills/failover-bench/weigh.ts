import { isDeepStrictEqual } from 'node:util';
import { ANSWER, forecast, TOOL_CALL } from './answer.ts';

/** What an answer turned out to be. */
export interface Got {
  /** `wrong`: something else than the answer, given as a success. `refused`: a filter's finish without a word. */
  end: 'whole' | 'wrong' | 'refused' | 'error' | 'hung';
  model?: string;
  /** All tokens that were counted. */
  tokens?: number;
  error?: string;
}

/** As little of an answer as is needed to judge it. */
export interface Told {
  choices: {
    message: { content: string | null; tool_calls?: readonly ToolCall[] };
    finish_reason: string | null;
  }[];
  model: string;
  usage?: { total_tokens: number } | null | undefined;
}

interface ToolCall {
  type?: string;
  function?: { name?: string; arguments?: string };
}

/** Compares exactly, after folding white space. An SDK may hand on anything as an answer: a web page too. */
export function weigh(answer: Partial<Told> | undefined, tools: boolean): Got {
  const [choice] = answer?.choices ?? [];
  const words = (choice?.message?.content ?? '').replace(/\s+/g, ' ').trim();
  const calls = choice?.message?.tool_calls ?? [];
  const { model, usage } = answer ?? {};
  const named = { ...(model && { model }), ...(usage && { tokens: usage.total_tokens }) };
  if (choice?.finish_reason === 'content_filter' && !words && calls.length === 0)
    return { end: 'refused', ...named };
  const [call] = calls;
  const whole = tools ? calls.length === 1 && isForecast(call) : words === ANSWER;
  const finished = choice?.finish_reason === (tools ? 'tool_calls' : 'stop');
  return { end: whole && finished ? 'whole' : 'wrong', ...named };
}

function isForecast(call: ToolCall | undefined): boolean {
  try {
    const { name, arguments: args = '' } = call?.function ?? {};
    return name === forecast.function.name && isDeepStrictEqual(JSON.parse(args), TOOL_CALL.arguments);
  } catch {
    return false;
  }
}
