import type { ChatRequest } from './chat.ts';

/** How much thought a model can be asked for, from the least to the most. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

/** What one model takes and gives. A request that ignores it would be answered with a 400. */
export interface ModelTraits {
  /** Tokens that it can hold. What is plainly longer goes to the next target unasked. */
  window: number;
  /** The most tokens of an answer; a higher limit is cut to it. */
  maxTokens: number;
  /** `temperature`, `top_p` and their like. */
  sampling: boolean;
  /** Values of `reasoning_effort`; another one becomes the nearest of them. Empty: it takes none. */
  efforts: readonly Effort[];
  /** A `tool_choice` that makes it call a tool; otherwise it decides itself. */
  forcedTools: boolean;
  /** Holds its answer to a schema of `response_format`; otherwise it is asked to in words. */
  schemas: boolean;
}

/**
 * The effort that comes nearest to the one that is wanted, of those that there are; undefined where there are none. Up
 * to `medium` rather more thought than less, above it rather less.
 */
export function nearest(wanted: Effort, efforts: readonly Effort[]): Effort | undefined {
  const at = EFFORTS.indexOf(wanted);
  const [less, more] = [EFFORTS.slice(0, at).reverse(), EFFORTS.slice(at + 1)];
  const order = at > EFFORTS.indexOf('medium') ? [wanted, ...less, ...more] : [wanted, ...more, ...less];
  return order.find((effort) => efforts.includes(effort));
}

/** Whether the model has to call a tool. */
export function forcesTools({ tool_choice: choice }: Pick<ChatRequest, 'tool_choice'>): boolean {
  if (typeof choice === 'object' && choice?.type === 'allowed_tools')
    return choice.allowed_tools.mode === 'required';
  return choice === 'required' || (typeof choice === 'object' && choice !== null);
}
