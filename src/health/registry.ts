import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { recall } from '../core/recall.ts';
import type { BreakerOptions } from './breaker.ts';
import { Cooldown } from './cooldown.ts';
import { Pauses } from './pauses.ts';
import { TargetHealth } from './target-health.ts';

/** What tells two targets apart. */
export interface Identity {
  provider: string;
  model: string;
  endpoint: string;
  /** The secret that is sent; only its hash is kept. */
  key: string;
}

/** Keys that rotate must not fill the memory: the ones that were not asked for longest are forgotten. */
const MOST = 1_000;

/** All that is known, so that a client which is built anew for every call remembers too. */
export class HealthRegistry {
  readonly #clock: Clock;
  /** By hand, and for all clients too: whoever takes a vendor off the stage means it for the process. */
  readonly pauses: Pauses;
  readonly #targets = new Map<string, TargetHealth>();
  readonly #accounts = new Map<string, Cooldown>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.pauses = new Pauses(clock);
  }

  /** The health of a target: the same object for the same identity and breaker options. */
  of(identity: Identity, options: BreakerOptions | false): TargetHealth {
    const { provider, model, endpoint, key } = identity;
    const account = createHash('sha256').update(`${provider}\n${endpoint}\n${key}`).digest('base64');
    const rest = recall(this.#accounts, account, MOST, () => new Cooldown(this.#clock));
    return recall(
      this.#targets,
      `${account}\n${model}\n${JSON.stringify(options)}`,
      MOST,
      () => new TargetHealth(`${provider}/${model}`, options, rest, this.#clock),
    );
  }
}
