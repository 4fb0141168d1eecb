import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { isThird } from './models.ts';
import type { Content, GeminiPart } from './request.ts';

/** The order of turns: calls, then their results; and who speaks last. */
export function* turnRules(contents: Content[], model: string): Complaints {
  for (const [index, content] of contents.entries()) {
    const results = count(content, 'functionResponse');
    const asked = count(contents[index - 1], 'functionCall');
    if (results > 0 && asked === 0) {
      yield invalid(
        'Please ensure that function response turn comes immediately after a function call turn.',
      );
    }
    if (asked !== results && asked > 0) {
      yield invalid(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      );
    }
    if (count(content, 'functionCall') > 0 && contents[index - 1]?.role === 'model') {
      yield invalid(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    }
  }
  if (!isThird(model)) return;
  yield* signatureRules(contents);
  if (contents.at(-1)?.role === 'model') {
    yield invalid('Please ensure that multiturn requests ends with a user role or a function response.');
  }
}

const count = (content: Content | undefined, field: keyof GeminiPart): number =>
  content?.parts.filter((part) => part[field]).length ?? 0;

/** In a running tool loop, the first call of each step must bring its signature back. Older turns are not checked. */
function* signatureRules(contents: Content[]): Complaints {
  const begin = contents.findLastIndex(
    (content) => content.role !== 'model' && !count(content, 'functionResponse'),
  );
  for (const [index, { parts }] of contents.entries()) {
    const call = parts.find((part) => part.functionCall);
    if (index > begin && call?.functionCall && !call.thoughtSignature) {
      yield invalid(
        `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${call.functionCall.name}\` , position ${index + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
      );
    }
  }
}
