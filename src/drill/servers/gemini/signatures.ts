import { createHash } from 'node:crypto';
import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import type { Content } from './request.ts';

/** The documented word for a call that another model made. */
const FOREIGN = 'skip_thought_signature_validator';

/** The signature of a call. */
export const sign = (name: string, args: object = {}): string =>
  createHash('sha256')
    .update(JSON.stringify([name, args]))
    .digest('base64');

/**
 * In a running tool loop, the first call of each step must bring its signature back; older turns are not checked for
 * that. What is brought must be Gemini's own, and stand where it stood.
 */
export function* signatureRules(contents: Content[]): Complaints {
  const begin = contents.findLastIndex(
    ({ role, parts }) => role !== 'model' && !parts.some((part) => part.functionResponse),
  );
  for (const [index, { parts }] of contents.entries()) {
    const call = parts.find((part) => part.functionCall);
    if (index > begin && call?.functionCall && !call.thoughtSignature) {
      yield invalid(
        `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${call.functionCall.name}\` , position ${index + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
      );
    }
    for (const { functionCall, thoughtSignature } of parts) {
      if (!thoughtSignature || thoughtSignature === FOREIGN || !functionCall) continue;
      if (thoughtSignature !== sign(functionCall.name, functionCall.args))
        yield invalid('Corrupted thought signature.');
    }
  }
}
