import type { Complaints } from '../kit/rules.ts';
import { invalid } from './errors.ts';
import { isThird } from './models.ts';
import type { Content, GeminiPart } from './request.ts';
import { signatureRules } from './signatures.ts';

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
    yield* pairRules(contents[index - 1], content);
    if (count(content, 'functionCall') > 0 && contents[index - 1]?.role !== 'user') {
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

/** A result names the function, and the call too where the call has an id. */
function* pairRules(calling: Content | undefined, { parts }: Content): Complaints {
  const open = (calling?.parts ?? []).flatMap(({ functionCall }) => functionCall ?? []);
  for (const { functionResponse: result } of parts) {
    if (!result) continue;
    const at = open.findIndex(
      ({ id, name }) => name === result.name && (!id || !result.id || id === result.id),
    );
    if (at < 0) yield invalid(`No function call matches the function response ${result.name}.`);
    open.splice(at, 1);
  }
}
