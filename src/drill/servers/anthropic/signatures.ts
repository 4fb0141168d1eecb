import { createHash } from 'node:crypto';
import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { type AnthropicMessage, type AnthropicRequest, blocksOf } from './request.ts';

/** "Preserved thinking": a thought of these models is good for them alone, and behind what stood before it alone. */
const isBound = (model: string): boolean => /^claude-((opus|sonnet|haiku)-5-5|fable-5-[12])/.test(model);

/** The signature of a thought that answers a request. */
export function sign(body: AnthropicRequest, thinking: string, before = body.messages): string {
  const { model, system, tools } = body;
  const proof = isBound(model) ? [thinking, model, system, tools, before] : [thinking];
  return createHash('sha256').update(JSON.stringify(proof)).digest('base64');
}

/** Thoughts come back as they were given, or not at all; with a budget, those of a running turn must. */
export function* signatureRules(body: AnthropicRequest): Complaints {
  for (const [index, { content }] of body.messages.entries()) {
    for (const [place, block] of blocksOf(content).entries()) {
      if (block.type !== 'thinking') continue;
      if (block.signature === sign(body, block.thinking ?? '', body.messages.slice(0, index))) continue;
      const why = isBound(body.model) ? '. The block is bound to a different conversation.' : '';
      yield invalid(`messages.${index}.content.${place}: Invalid \`signature\` in \`thinking\` block${why}`);
    }
  }
  if (body.thinking?.type === 'enabled') yield* runningTurnRules(body.messages);
}

function* runningTurnRules(messages: AnthropicMessage[]): Complaints {
  const [turn, results] = messages.slice(-2);
  const isRunning = blocksOf(results?.content ?? []).some((block) => block.type === 'tool_result');
  const first = blocksOf(turn?.content ?? [])[0]?.type;
  if (!isRunning || first === 'thinking' || first === 'redacted_thinking') return;
  yield invalid(
    `messages.${messages.length - 2}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`,
  );
}
