import type { ChatRequest } from '../../core/chat.ts';
import { Failure } from '../../core/failure.ts';
import { recall } from '../../core/recall.ts';

const other = { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' } as const;
type Field = keyof typeof other;

/** Models whose limit goes under another name than was thought; the one unused for longest is forgotten. */
const MOST = 1_000;
const refused = new Map<string, { field?: Field }>();

/** "Unsupported parameter: 'max_tokens' is not supported with this model." and its likes; not that it is too high. */
const REFUSED = /unsupported|not supported|not support|unknown|unrecognized|not permitted|extra_forbidden/i;

/**
 * Asks with the name that this model's limit is known to have, and where the 400 says that it is not taken, once more with
 * its other name. A limit is never left out: it is what an answer may cost. `model`: what tells it from all others.
 */
export async function withLimit<T>(
  model: string,
  body: ChatRequest,
  signal: AbortSignal,
  ask: (body: ChatRequest) => Promise<T>,
): Promise<T> {
  const known = refused.get(model)?.field;
  const first = known ? renamed(body, known) : body;
  try {
    return await ask(first);
  } catch (error) {
    const field = refusedBy(error, first);
    if (!field || first !== body || signal.aborted) throw error;
    const reply = await ask(renamed(body, field));
    recall<{ field?: Field }>(refused, model, MOST, () => ({})).field = field;
    return reply;
  }
}

function renamed(body: ChatRequest, field: Field): ChatRequest {
  const { [field]: limit, ...rest } = body;
  return limit == null ? body : { ...rest, [other[field]]: limit };
}

/** The name that the body has and an error refuses. */
function refusedBy(error: unknown, body: ChatRequest): Field | undefined {
  if (!(error instanceof Failure) || error.kind !== 'invalid-request') return undefined;
  const said = error.details.response?.body ?? '';
  if (!REFUSED.test(said)) return undefined;
  return (Object.keys(other) as Field[]).find(
    (field) => body[field] != null && new RegExp(`\\b${field}\\b`).test(said),
  );
}
