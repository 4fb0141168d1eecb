import type {
  TextBlockParam,
  ToolResultBlockParam,
  ToolUseBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { Turn } from '../../core/conversation.ts';
import { invalid } from '../../core/failure.ts';
import { NO_RESULT, type ToolCall } from '../../core/tool-calls.ts';
import { contentBlocks, textBlocks } from './content.ts';

type Warn = (message: string) => void;

/** What an assistant turn says in words. A refusal is words as well. */
export function wordBlocks({ message, at }: Turn, warn: Warn): TextBlockParam[] {
  const { content, refusal, audio, function_call } = message;
  if (function_call) throw invalid(at, 'function_call is out of use: use tool_calls');
  if (audio && !content)
    throw invalid(at, 'an answer in audio cannot be sent to Anthropic: send its transcript as content');
  if (audio) warn(`${at}.audio: Anthropic is sent the words alone`);
  const said = [content, refusal].filter((words) => words != null);
  return said.flatMap((words) => textBlocks(words, at, warn));
}

export function toolUse({ name, args }: Pick<ToolCall, 'name' | 'args'>, id: string): ToolUseBlockParam {
  return { type: 'tool_use', id, name, input: args };
}

/** What came of a call; where nothing was recorded, Anthropic is told so: it takes no call without a result. */
export function toolResult({ results }: ToolCall, id: string, warn: Warn): ToolResultBlockParam {
  const answer = { type: 'tool_result' as const, tool_use_id: id };
  if (results.length === 0) return { ...answer, content: NO_RESULT, is_error: true };
  const content = results.flatMap((result) => contentBlocks(result.content, result.at, warn));
  return { ...answer, ...(content.length > 0 && { content }) };
}
