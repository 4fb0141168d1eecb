import type { Call } from '../core/call.ts';
import type { Chat } from '../core/chat.ts';
import type { Look, Target } from '../core/target.ts';
import { inOrder } from './order.ts';
import { Race } from './race.ts';
import { type Choice, Round } from './round.ts';

/**
 * Asks the targets in order, leaving out what is down, resting or paused, until one answers; the next one beside it
 * where one is slow. At last one of those that were left out may be asked, for nobody knows better.
 */
export const choose =
  (targets: readonly Target[], choice: Choice): Chat =>
  async (request, call) => {
    const ordered = inOrder(targets, call.clock);
    // Once a call, whoever answers: a stand-in that only races ask would else be poor when it is needed.
    if (call.avoid.size === 0) for (const target of targets) target.health.expect();
    const reply = await new Race(new Round(ordered, choice, request, call), call.clock).run();
    healBeside(targets, call, choice.blocked);
    return reply;
  };

/** Those that are down may have healed: they are probed while somebody else answers. Who rests or is paused is not. */
function healBeside(targets: readonly Target[], call: Call, blocked: Look): void {
  for (const target of targets) if (blocked(target)?.why === 'open') target.probe?.(call);
}
