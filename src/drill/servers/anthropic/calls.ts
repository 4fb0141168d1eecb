import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { type AnthropicMessage, type Block, blocksOf } from './request.ts';

type Turn = { role: string; blocks: Block[] };

/** Neighbours of the same role are one turn to Anthropic. */
export function merged(messages: AnthropicMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const { role, content } of messages) {
    const last = turns.at(-1);
    if (last?.role === role) last.blocks.push(...blocksOf(content));
    else turns.push({ role, blocks: [...blocksOf(content)] });
  }
  return turns;
}

/** Each call is unique, and its result stands at the head of the very next turn; no result without a call. */
export function* callRules(turns: Turn[]): Complaints {
  const seen = new Set<string>();
  for (const [index, { blocks }] of turns.entries()) {
    const calls = blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id!] : []));
    for (const call of calls) {
      if (seen.has(call)) yield invalid(`messages.${index}: \`tool_use\` ids must be unique`);
      seen.add(call);
    }
    const asked =
      turns[index - 1]?.blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])) ?? [];
    for (const [place, block] of blocks.entries()) {
      if (block.type === 'tool_result' && !asked.includes(block.tool_use_id)) {
        yield invalid(
          `messages.${index}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
        );
      }
    }
    const next = turns[index + 1]?.blocks ?? [];
    const answered = next.flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []));
    const twice = answered.find((call, place) => answered.indexOf(call) < place);
    if (twice) {
      yield invalid(
        `messages.${index + 1}.content: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${twice}`,
      );
    }
    const others = next.findIndex((block) => block.type !== 'tool_result');
    const results = next.slice(0, others < 0 ? next.length : others).map((block) => block.tool_use_id);
    const open = calls.filter((call) => !results.includes(call));
    if (open.length > 0) {
      yield invalid(
        `messages.${index + 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
  }
}
