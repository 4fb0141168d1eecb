import type { Call } from '../core/call.ts';
import type { ChatReply, ChatRequest, Completion, CompletionReply, Policy } from '../core/chat.ts';
import { Failure } from '../core/failure.ts';
import type { Unproven } from '../core/json-answer.ts';
import { isOf } from '../core/schema-keywords.ts';
import { type Check, checkOf, type Finding } from './schema-check.ts';
import { Proven } from './schema-stream.ts';

/**
 * An answer in the form that `response_format` asks for, where the vendor does not vouch for it: looked at against the
 * whole schema, and a failure of the attempt where it does not fit. A plain answer is looked at before it leaves. Of a
 * stream, an answer that was only asked for is held back until it is whole and fits; one that the vendor holds to the
 * greater part of the schema leaves as it comes, and breaks at its end where the rest does not fit. What ran out of
 * tokens, was filtered, or calls tools is not looked at.
 */
export const schema: Policy = (next) => (request, call) => {
  const reply = next(request, call);
  return request.response_format ? reply.then((given) => looked(given, request, call)) : reply;
};

async function looked(reply: ChatReply, request: ChatRequest, call: Call): Promise<ChatReply> {
  const { unproven } = reply;
  if (!unproven) return reply;
  const prove = await proofOf(request, unproven, call);
  if (reply.type === 'completion') return proven(reply, prove);
  const items = new Proven(reply, prove, unproven === 'asked');
  return { ...reply, items, done: items.done };
}

/** Gives the text of an answer as it may leave, or throws a `Failure`. */
type Proof = (text: string) => string;

async function proofOf(request: ChatRequest, unproven: Unproven, { warn }: Call): Promise<Proof> {
  const { response_format: wanted } = request;
  const schema = wanted?.type === 'json_schema' ? wanted.json_schema.schema : undefined;
  const check = schema && (await checkOf(schema).catch(() => unreadable));
  return (said) => {
    const text = unproven === 'asked' ? unfenced(said) : said;
    const value = parsed(text);
    const { fault, skipped } = check ? look(check, value, text.length) : isObject(value);
    if (fault) throw unfit(fault);
    if (skipped.length > 0) warn(`response_format: not checked, beyond the checker: ${skipped.join(', ')}`);
    return text;
  };
}

const unreadable: Check = () => {
  throw new Error('The schema cannot be read');
};

/** What nobody here can check is the caller's to check, as it always was. */
function look(check: Check, value: unknown, length: number): Finding {
  try {
    return check(value, length);
  } catch {
    return { fault: undefined, skipped: ['the schema'] };
  }
}

function isObject(value: unknown): Finding {
  return { fault: isOf('object', value) ? undefined : 'it is no JSON object', skipped: [] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not as the cause: its message quotes the answer.
    throw unfit('it is no JSON');
  }
}

/** Some models put a fence around what they were asked to say alone. */
function unfenced(text: string): string {
  const bare = text.trim();
  const [fence] = /^```(?:json)?(?=[\s{])/i.exec(bare) ?? [];
  return fence && bare.endsWith('```') ? bare.slice(fence.length, -3).trim() : text;
}

function unfit(what: string): Failure {
  return new Failure('transient', `The answer does not fit its response_format: ${what}`, {
    code: 'off_schema',
  });
}

function proven(reply: CompletionReply, prove: Proof): CompletionReply {
  const { completion, raw, ...rest } = reply;
  const choices = completion.choices.map((choice) => settled(choice, prove));
  const same = choices.every((choice, index) => choice === completion.choices[index]);
  // The vendor's bytes are no longer what is said.
  return same ? reply : { ...rest, completion: { ...completion, choices } };
}

type Choice = Completion['choices'][number];

function settled(choice: Choice, prove: Proof): Choice {
  const { message, finish_reason } = choice;
  if (finish_reason !== 'stop' || message.refusal || !message.content) return choice;
  const content = prove(message.content);
  return content === message.content ? choice : { ...choice, message: { ...message, content } };
}
