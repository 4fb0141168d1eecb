import type { OutputConfig, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { type Effort, nearest } from '../../core/traits.ts';
import type { ModelFacts } from './models.ts';

type Warn = (message: string) => void;
type Word = NonNullable<OutputConfig['effort']>;

/** How long an answer may be, and how much thought goes into it. */
export interface Thought {
  max_tokens: number;
  thinking?: ThinkingConfigParam;
  effort?: Word;
}

/** Tokens of thought, where a model takes a number. */
const budgets: Readonly<Record<string, number>> = { minimal: 1_024, low: 2_048, medium: 8_192, high: 16_384 };
/** Anthropic takes no smaller budget. */
const LEAST = 1_024;

/**
 * `max_tokens`, which Anthropic requires, within what the model gives, and `reasoning_effort` as the depth of thought that
 * comes nearest to it. `forced`: the model has to call a tool.
 */
export function thought(request: ChatRequest, facts: ModelFacts, forced: boolean, warn: Warn): Thought {
  const max_tokens = limit(request, facts, warn);
  const wanted = request.reasoning_effort;
  const effort = wanted == null ? undefined : nearest(wanted, facts.efforts);
  if (wanted == null) return { max_tokens };
  noteEffort(wanted, effort, warn);
  if (effort === undefined) return { max_tokens };
  if (effort === 'none') return { max_tokens, thinking: { type: facts.off } };
  const word: Word = effort === 'minimal' ? 'low' : effort;
  if (facts.thinks === 'unasked') return { max_tokens, effort: word };
  const idea = facts.thinks === 'by-budget' ? budgeted(request, effort, max_tokens) : { effort: word };
  if (forced || typeof idea === 'string') {
    const why = forced ? 'this model cannot think where it has to call a tool' : idea;
    warn(`reasoning_effort: ${why}`);
    return { max_tokens, ...(facts.thinks === 'when-told' && { effort: word }) };
  }
  return { max_tokens, thinking: { type: 'adaptive' }, ...idea };
}

function limit({ max_completion_tokens, max_tokens }: ChatRequest, facts: ModelFacts, warn: Warn): number {
  const wanted = max_completion_tokens ?? max_tokens ?? Math.min(facts.defaultTokens, facts.maxTokens);
  if (wanted <= facts.maxTokens) return wanted;
  warn(`max_tokens: ${facts.maxTokens} is the most that this model gives`);
  return facts.maxTokens;
}

function noteEffort(wanted: Effort, effort: Effort | undefined, warn: Warn): void {
  // OpenAI's least of effort is what Anthropic calls low.
  if (effort === wanted || (wanted === 'minimal' && effort === 'low')) return;
  if (effort === undefined) warn('reasoning_effort: this model takes none');
  else if (wanted === 'none') warn(`reasoning_effort: this model always thinks; it is asked as ${effort}`);
  else warn(`reasoning_effort: ${wanted} is asked of this model as ${effort}`);
}

/** A budget of tokens, or why there can be none. */
function budgeted(
  { messages }: ChatRequest,
  effort: Effort,
  max_tokens: number,
): Pick<Thought, 'thinking'> | string {
  // A turn that was begun with thought has to begin with that thought, which another model has not had.
  if (messages.at(-1)?.role !== 'user') return 'this model cannot begin to think in the middle of a turn';
  const budget_tokens = Math.min(budgets[effort] ?? Number.POSITIVE_INFINITY, Math.floor(max_tokens / 2));
  if (budget_tokens < LEAST) return 'the limit of the answer leaves no room to think';
  return { thinking: { type: 'enabled', budget_tokens } };
}
