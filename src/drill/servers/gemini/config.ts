import { type Complaints, isObject } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import * as models from './models.ts';

const levels = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'];

export function* configRules(config: Record<string, unknown>, model: string): Complaints {
  const { stopSequences: stops, thinkingConfig, responseSchema, responseJsonSchema } = config;
  if (Array.isArray(stops) && stops.length > 5) {
    yield invalid(
      '* GenerateContentRequest.generation_config.stop_sequences: at most 5 stop sequences are allowed\n',
    );
  }
  if (responseSchema && responseJsonSchema)
    yield invalid('Only one of response_schema and response_json_schema may be set.');
  if (
    (responseSchema || responseJsonSchema) &&
    !['application/json', 'text/x.enum'].includes(String(config.responseMimeType))
  ) {
    yield invalid(
      'Function calling with a response mime type: response schema requires a response mime type of application/json',
    );
  }
  if (Number(config.temperature ?? 0) < 0 || Number(config.temperature ?? 0) > 2) {
    yield invalid(
      '* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].\n',
    );
  }
  if (Number(config.candidateCount ?? 1) > 1 && models.isThird(model))
    yield invalid('Multiple candidates is not enabled for this model');
  const penalised = config.presencePenalty != null || config.frequencyPenalty != null;
  if (penalised && !models.takesPenalty(model)) yield invalid(`Penalty is not enabled for models/${model}`);
  const { thinkingBudget: budget, thinkingLevel } = isObject(thinkingConfig) ? thinkingConfig : {};
  const level = thinkingLevel == null ? undefined : String(thinkingLevel).toUpperCase();
  if (budget != null && level)
    yield invalid('You can only set only one of thinking budget and thinking level.');
  if (budget != null && !models.takesBudget(model))
    yield invalid('Thinking budget is not supported for this model.');
  if (
    level &&
    (!models.isThird(model) ||
      !levels.includes(level) ||
      (level === 'MINIMAL' && !models.takesMinimal(model)))
  ) {
    yield invalid(`Thinking level ${level} is not supported for this model.`);
  }
}
