import { type Complaints, words } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import * as models from './models.ts';
import type { AnthropicRequest } from './request.ts';
import { forces } from './tools.ts';

export function* thinkingRules({
  model,
  max_tokens,
  thinking,
  output_config,
  tool_choice,
}: AnthropicRequest): Complaints {
  const effort = output_config?.effort;
  if (effort != null && !words('low medium high xhigh max').has(effort)) {
    yield invalid("output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'");
  }
  if (thinking?.type === 'enabled') {
    const budget = thinking.budget_tokens ?? 0;
    if (!models.takesThinkingBudget(model))
      yield invalid(
        'thinking.enabled: budget_tokens is not supported for this model. Use thinking.type "adaptive".',
      );
    if (budget < 1024)
      yield invalid('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
    if (budget >= max_tokens) yield invalid('`max_tokens` must be greater than `thinking.budget_tokens`.');
    if (forces(tool_choice)) yield invalid('Thinking may not be enabled when tool_choice forces tool use.');
  }
  if (thinking?.type === 'disabled') {
    if (!models.takesThinkingOff(model))
      yield invalid('thinking.type: "disabled" is not supported for this model.');
    if (!models.takesEffortUnthinking(model) && ['xhigh', 'max'].includes(effort ?? '')) {
      yield invalid(`output_config.effort: "${effort}" is not supported with thinking disabled.`);
    }
  }
}
