import { tell } from './answer.ts';
import type { Fault } from './faults.ts';
import type { Received } from './journal.ts';
import type { Reply, Step } from './reply.ts';
import { instead, retold, rewritten, under } from './rewrite.ts';
import type { Chat, ServerOptions, Vendor } from './vendor.ts';

type Setting = { vendor: Vendor; options: ServerOptions; fault: Fault | null };

/**
 * The way of a request: a fault that needs no answer comes first; then the vendor's rules, so that a wrong
 * request is told so even under a fault; then the answer, and what the fault makes of it.
 */
export async function replyTo(request: Received, setting: Setting): Promise<Reply> {
  const { vendor, options, fault } = setting;
  if (fault?.kind === 'status') return vendor.error(fault, request);
  const unread = under(instead, fault, null);
  if (unread) return unread;
  const routed = vendor.route(request, options);
  if ('kind' in routed) return vendor.error(routed, request);
  const reply = 'ask' in routed ? await answered(routed, setting, request) : routed;
  if (reply.status !== 200) return reply;
  const steps = under(rewritten, fault, { reply, steps: [...reply.steps], vendor }) ?? reply.steps;
  return {
    ...reply,
    steps: reply.stream && options.tokenDelayMs ? paced(steps, options.tokenDelayMs) : steps,
  };
}

async function answered(chat: Chat, { vendor, options, fault }: Setting, request: Received): Promise<Reply> {
  try {
    const { answer } = options;
    const said = typeof answer === 'string' ? answer : await answer?.(chat.ask);
    const told = tell(said ?? `${vendor.name} here, alive and well.`, chat.ask);
    return chat.reply(under(retold, fault, told) ?? told);
  } catch (error) {
    return vendor.error(
      { kind: 'status', status: 500, message: `The answer of the drill threw: ${error}` },
      request,
    );
  }
}

/** The delay before each token, also of a stream that is about to break. */
function* paced(steps: Iterable<Step>, ms: number): Generator<Step> {
  for (const step of steps) {
    if ('part' in step && step.part === 'token') yield { wait: ms };
    yield step;
  }
}
