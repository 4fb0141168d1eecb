import { createHash } from 'node:crypto';
import { Keepsakes } from '../../core/keepsakes.ts';

/** Google's own word for a call that another model made: its checker of signatures lets the call pass. */
export const FOREIGN_SIGNATURE = 'skip_thought_signature_validator';

/** Characters of signatures that a process keeps; one has some thousand. */
const MOST = 4_000_000;

/**
 * What Gemini has signed, by call. OpenAI's shape has no place for it: a field of the message would be a 400 at OpenAI,
 * where the same conversation may go on.
 */
const signatures = new Keepsakes<string>(MOST, (signature) => signature.length);

/** A call as it is known to its caller. The arguments may have been written anew, but say the same. */
export interface Signed {
  id: string;
  name: string;
  args: object;
}

export function keepSignature(model: string, call: Signed, signature: string): void {
  signatures.keep(keyOf(model, call), signature);
}

/** The signature of a call that this model has made, as long as this process remembers. */
export function signatureOf(model: string, call: Signed): string | undefined {
  return signatures.get(keyOf(model, call));
}

/** Of an id alone one cannot be sure: some proxies count them anew in each answer. */
function keyOf(model: string, { id, name, args }: Signed): string {
  return createHash('sha256')
    .update(JSON.stringify([model, id, name, args]))
    .digest('base64');
}
