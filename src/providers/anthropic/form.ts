import type { OutputConfig, Tool } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { asInstruction, type Unproven } from '../../core/json-answer.ts';
import { answerTool } from './answer-tool.ts';
import type { ModelFacts } from './models.ts';
import { cutSchema, isForTool } from './schema.ts';

/** How JSON is asked for: by one of the three. */
export interface Form {
  format?: NonNullable<OutputConfig['format']>;
  /** A tool whose arguments are the answer. */
  tool?: Tool;
  /** To stand at the end of the instructions. */
  instruction?: string;
  unproven?: Unproven;
}

/**
 * `response_format`. Models hold an answer to a schema since the generation of 4.5; before that a tool that must be
 * called does nearly the same. JSON without a schema, and a schema that is beyond both, is asked for in words.
 */
export function formOf(request: ChatRequest, facts: ModelFacts): Form | undefined {
  const { response_format: wanted } = request;
  if (wanted?.type === 'json_object') return { instruction: asInstruction(), unproven: 'asked' };
  if (wanted?.type !== 'json_schema') return undefined;
  const { schema, description } = wanted.json_schema ?? {};
  if (!schema) throw invalid('response_format.json_schema', 'schema is missing');
  const made = facts.schemas ? cutSchema(schema) : undefined;
  if (made) {
    const format = {
      type: 'json_schema' as const,
      schema: { ...(description && { description }), ...made.schema },
    };
    return { format, ...(!made.whole && { unproven: 'in-part' }) };
  }
  if (!facts.schemas && facts.forcedTools && isForTool(schema))
    return { tool: answerTool(request, schema, description), unproven: 'asked' };
  return { instruction: asInstruction(schema), unproven: 'asked' };
}

/** What is said of a form that the vendor knows nothing of. */
export function noteForm(
  form: Form | undefined,
  wanted: ChatRequest['response_format'],
  warn: (message: string) => void,
): void {
  if (!form?.instruction) return;
  const what = wanted?.type === 'json_object' ? 'JSON without a schema' : 'this schema';
  warn(`response_format: Anthropic does not hold its models to ${what}; it is asked for in words`);
}
