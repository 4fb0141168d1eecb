import type { Chunk, Completion } from '../../core/chat.ts';
import { CallPieces, wholeCall } from './calls.ts';
import { plainUsage } from './usage.ts';

/** An answer's part as vendors really send it. Nothing of it is certain. */
type Said = Record<string, unknown> & { content?: unknown; tool_calls?: unknown };
type Choice = { index?: number; finish_reason?: string | null; delta?: Said; message?: Said };
type Answer = { id?: string; choices: Choice[]; usage?: object | null; x_groq?: { usage?: object } };

/** Puts answers that are OpenAI's wire with an accent into its own words. What needs no change is handed back itself. */
export interface Plain {
  completion(answer: Completion): Completion;
  /** One for each stream, for the pieces of a tool call belong together. */
  chunks(): (chunk: Chunk) => Chunk;
}

export const plain: Plain = {
  completion: (answer) => answered(answer as unknown as Answer, messageOf) as unknown as Completion,
  chunks: () => {
    const pieces = new Map<number, CallPieces>();
    return (chunk) => answered(chunk as unknown as Answer, deltaOf(pieces)) as unknown as Chunk;
  },
};

/** The parts of a choice that are not plain, made so. */
type Mend = (choice: Choice, index: number, id: string) => Choice;

function answered(answer: Answer, mend: Mend): Answer {
  const id = answer.id ?? '';
  const choices = each(answer.choices, (choice, place) => {
    const index = choice.index ?? place;
    const finish = finishes.get(choice.finish_reason);
    const mended = mend(choice, index, id);
    if (mended === choice && finish === undefined && choice.index === index) return choice;
    return { ...mended, index, ...(finish !== undefined && { finish_reason: finish }) };
  });
  const told = answer.usage ?? answer.x_groq?.usage ?? answer.usage;
  const usage = plainUsage(told);
  if (choices === answer.choices && usage === answer.usage) return answer;
  return { ...answer, choices, ...(usage && { usage }) };
}

/** Together's word for the end, Mistral's for a full window, vLLM's for a model that says the same over and over. */
const finishes: ReadonlyMap<unknown, string> = new Map([
  ['eos', 'stop'],
  ['model_length', 'length'],
  ['repetition', 'length'],
]);

const messageOf: Mend = (choice, _, id) => {
  const said = choice.message && inText(choice.message);
  if (!said) return choice;
  const calls = listed(said.tool_calls);
  const whole = calls && each(calls, (call, place) => wholeCall(call, place, id));
  if (said === choice.message && whole === calls) return choice;
  return { ...choice, message: { ...said, ...(whole && { tool_calls: whole }) } };
};

const deltaOf =
  (pieces: Map<number, CallPieces>): Mend =>
  (choice, index, id) => {
    const said = choice.delta && inText(choice.delta);
    if (!said) return choice;
    const calls = listed(said.tool_calls);
    const own = pieces.get(index) ?? new CallPieces();
    if (calls) pieces.set(index, own);
    const known = calls && each(calls, (call) => own.next(call, id));
    if (said === choice.delta && known === calls) return choice;
    return { ...choice, delta: { ...said, ...(known && { tool_calls: known }) } };
  };

/** Mistral's reasoning models speak in parts; those that are thoughts are no text. */
function inText(said: Said): Said {
  if (!Array.isArray(said.content)) return said;
  const parts: { type?: string; text?: string; thinking?: { text?: string }[] }[] = said.content;
  const content = parts.map(({ text }) => text ?? '').join('');
  const thoughts = parts.flatMap(({ thinking }) => thinking ?? []).map(({ text }) => text ?? '');
  return { ...said, content, ...(thoughts.length > 0 && { reasoning_content: thoughts.join('') }) };
}

function listed(calls: unknown): object[] | undefined {
  return Array.isArray(calls) && calls.length > 0 ? calls : undefined;
}

/** The same list where nothing of it is changed. */
function each<T>(list: T[], change: (item: T, place: number) => T): T[] {
  const changed = list.map(change);
  return changed.every((item, place) => item === list[place]) ? list : changed;
}
