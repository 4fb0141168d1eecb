import { createHash } from 'node:crypto';
import type {
  ContentBlockParam,
  MessageParam,
  RedactedThinkingBlockParam,
  ThinkingBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import { Keepsakes } from '../../core/keepsakes.ts';
import type { AnthropicRequest } from './request.ts';

export type Thought = ThinkingBlockParam | RedactedThinkingBlockParam;

/** What a turn was made of, in its order: its thoughts, and in place of its words their length, of each call nothing. */
export type Piece = Thought | { type: 'text'; length: number } | { type: 'tool_use' };

/** Characters of thoughts and signatures that a process keeps. A thought is often withheld, its signature never. */
const MOST = 8_000_000;

const turns = new Keepsakes<Piece[]>(MOST, (pieces) => JSON.stringify(pieces).length);

type Prefix = Pick<AnthropicRequest, 'model' | 'system' | 'tools'>;

/**
 * Where a turn stands, as one hash: who was asked (`account`), for which model, under which instructions and tools, and
 * all that was said before. Newer models take a thought back only where none of this has changed ("Preserved thinking").
 */
class Context {
  #hash: string;

  constructor(account: string, { model, system, tools }: Prefix) {
    this.#hash = hashOf([account, model, system, tools]);
  }

  /** The name of what would follow. */
  before(message: MessageParam): string {
    return hashOf([this.#hash, message]);
  }

  add(message: MessageParam): void {
    this.#hash = this.before(message);
  }
}

function hashOf(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('base64');
}

/** Keeps the thoughts of a turn that answered this request; `turn` is what its caller will send back of it. */
export function keepThoughts(
  request: AnthropicRequest,
  account: string,
  turn: MessageParam,
  pieces: Piece[],
): void {
  const context = new Context(account, request);
  for (const message of request.messages) context.add(message);
  turns.keep(context.before(turn), pieces);
}

/**
 * The request with the thoughts of its turns in their places. Anthropic wants them back, unchanged, where a tool's result
 * follows; OpenAI's shape has no place for them. Without those of the running turn a model that thinks within a budget
 * is told not to think: it rejects the request otherwise.
 */
export function withThoughts(
  request: AnthropicRequest,
  account: string,
  warn: (message: string) => void,
): AnthropicRequest {
  const { thinking } = request;
  if (thinking?.type === 'disabled') return request;
  const messages = turns.isEmpty ? request.messages : recalled(request, account);
  if (thinking?.type !== 'enabled' || !isLost(messages)) return { ...request, messages };
  warn(
    'thinking: off until the next turn of the user, for the thoughts behind the last tool calls are not known',
  );
  const { thinking: _, ...unthinking } = request;
  return unthinking;
}

function recalled(request: AnthropicRequest, account: string): MessageParam[] {
  const context = new Context(account, request);
  return request.messages.map((message) => {
    const pieces = has(message, 'tool_use') ? turns.get(context.before(message)) : undefined;
    const whole: MessageParam = pieces
      ? { role: 'assistant', content: joined(blocksOf(message), pieces) }
      : message;
    context.add(whole);
    return whole;
  });
}

/** A turn's words and calls, with its thoughts between them as it was. */
function joined(said: readonly ContentBlockParam[], pieces: readonly Piece[]): ContentBlockParam[] {
  const text = said.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const calls = said.filter(({ type }) => type === 'tool_use');
  let at = 0;
  return pieces.flatMap((piece): ContentBlockParam[] => {
    if (piece.type === 'tool_use') return calls.splice(0, 1);
    if (piece.type !== 'text') return [piece];
    const words = text.slice(at, at + piece.length);
    at += piece.length;
    return words.trim() === '' ? [] : [{ type: 'text', text: words }];
  });
}

/** Whether results follow a turn of calls that begins without a thought. */
function isLost(messages: readonly MessageParam[]): boolean {
  const [turn, results] = messages.slice(-2);
  if (!turn || !results || !has(results, 'tool_result')) return false;
  return !/thinking/.test(blocksOf(turn)[0]?.type ?? '');
}

function has(message: MessageParam, type: ContentBlockParam['type']): boolean {
  return blocksOf(message).some((block) => block.type === type);
}

function blocksOf({ content }: MessageParam): ContentBlockParam[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
