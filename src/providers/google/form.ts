import type { ChatRequest } from '../../core/chat.ts';
import { invalid } from '../../core/failure.ts';
import { asInstruction, type Unproven } from '../../core/json-answer.ts';
import type { ModelFacts } from './models.ts';
import { cutSchema } from './schema.ts';
import type { GenerationConfig } from './wire.ts';

/** How JSON is asked for: by fields, by words, or by both. */
export interface Form {
  config: Pick<GenerationConfig, 'responseMimeType' | 'responseJsonSchema'>;
  /** To stand at the end of the instructions. */
  instruction?: string;
  unproven?: Unproven;
}

const JSON_ONLY = { responseMimeType: 'application/json' as const };

/**
 * `response_format`. A schema that is beyond Gemini's subset is asked for in words, in its JSON mode; and where the model
 * has no such mode, or none beside tools (up to 2.5), in words alone.
 */
export function formOf(
  { response_format: wanted, tools }: ChatRequest,
  { json }: ModelFacts,
): Form | undefined {
  if (wanted == null || wanted.type === 'text') return undefined;
  const { schema, description } = (wanted.type === 'json_schema' && wanted.json_schema) || {};
  if (wanted.type === 'json_schema' && !schema)
    throw invalid('response_format.json_schema', 'schema is missing');
  const mode = json === 'always' || (json === 'without-tools' && !tools?.length);
  const cut = mode && schema ? cutSchema(schema) : undefined;
  if (cut) {
    const responseJsonSchema = { ...(description && { description }), ...cut.schema };
    return { config: { ...JSON_ONLY, responseJsonSchema }, ...(!cut.whole && { unproven: 'in-part' }) };
  }
  if (mode && !schema) return { config: JSON_ONLY };
  return { config: mode ? JSON_ONLY : {}, instruction: asInstruction(schema), unproven: 'asked' };
}

/** What is said of a form that the model is only asked for. */
export function noteForm(form: Form | undefined, warn: (message: string) => void): void {
  if (!form?.instruction) return;
  const what = form.config.responseMimeType ? 'this schema' : 'JSON, or not beside tools';
  warn(`response_format: Gemini does not hold this model to ${what}; it is asked for in words`);
}
