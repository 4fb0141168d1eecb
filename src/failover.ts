import type { Chat, Policy } from './core/chat.ts';
import { ConfigError } from './core/errors.ts';
import type { Blocked, Target } from './core/target.ts';
import type { Settings } from './options.ts';
import { choose } from './policies/choose.ts';
import { continuation } from './policies/continuation.ts';
import { deadline } from './policies/deadline.ts';
import { firstToken } from './policies/first-token.ts';
import { heal } from './policies/heal.ts';
import { hold } from './policies/hold.ts';
import { refusal } from './policies/refusal.ts';
import { retry } from './policies/retry.ts';
import { schema } from './policies/schema.ts';
import { verdict } from './policies/verdict.ts';

/**
 * The whole design on one screen: where the rooms meet, outermost first.
 *
 *   use( continuation( hold( deadline( choose: in order, hedged, skipping what is down or paused
 *       per target: retry( verdict( first-token( provider )))))))
 *
 * - `use`           your own policies
 * - `continuation`  a stream that breaks is carried on elsewhere, as one answer
 * - `hold`          half a tool call never leaves
 * - `deadline`      one end for the whole call
 * - `choose`        the next target when one fails, or beside one that is slow; those that are down are passed over
 * - `retry`         the same target again, where that may help
 * - `verdict`       one entry in the ledger and one lesson for the target's health
 * - `schema`        an answer in a form that its vendor does not vouch for is looked at before it counts as one
 * - `refusal`       only where asked for: a filtered answer counts as a failure
 * - `first-token`   a stream is a promise until its first sign of life; silence later on is a break
 * - `heal`          a parameter that a model turns out not to take is left out; not of the caller's own request
 */
export function chainOf(
  targets: readonly Target[],
  settings: Settings,
  blocked: (target: Target) => Blocked | undefined,
): Chat {
  const opinion = settings.fallbackOn.contentFilter ? [refusal] : [];
  const rooms = distinct(targets).map((target) => ({
    ...target,
    chat: wrap(
      target.chat,
      retry(target, settings.retry),
      verdict(target),
      schema,
      ...opinion,
      firstToken,
      ...mended(target),
    ),
  }));
  return wrap(
    choose(rooms, { ...settings, blocked }),
    ...settings.use,
    continuation(settings.onBrokenStream),
    ...(settings.toolCalls === 'hold' ? [hold] : []),
    deadline,
  );
}

const mended = (target: Target): Policy[] => (target.verbatim || target.custom ? [] : [heal(target)]);

/** The same target is not asked twice in turn; the same model under a second key is told apart by a number. */
function distinct(targets: readonly Target[]): Target[] {
  const identity = (target: Target) => (target.custom ? target : target.health);
  const once = targets.filter(
    (target, index) => targets.findIndex((other) => identity(other) === identity(target)) === index,
  );
  return once.map((target, index) => {
    const before = once.slice(0, index).filter(({ id }) => id === target.id).length;
    return before === 0 ? target : { ...target, id: `${target.id}#${before + 1}` };
  });
}

/** A chat inside of policies, the first of them outermost. */
function wrap(chat: Chat, ...policies: Policy[]): Chat {
  return policies.reduceRight((inner, policy) => {
    const outer = policy(inner);
    if (typeof outer === 'function') return outer;
    throw new ConfigError(
      'A policy of `use` is no policy: write (next) => async (request, call) => next(request, call).',
    );
  }, chat);
}
