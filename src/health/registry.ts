import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { recall } from '../core/recall.ts';
import type { BreakerOptions } from './breaker.ts';
import { Circuit } from './circuit.ts';
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
  readonly #rests = new Map<string, Cooldown>();
  readonly #reaches = new Map<string, Circuit | undefined>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.pauses = new Pauses(clock);
  }

  /** The health of a target: the same object for the same identity and breaker options. */
  of(identity: Identity, options: BreakerOptions | false): TargetHealth {
    const { provider, model, endpoint, key } = identity;
    const account = createHash('sha256').update(`${provider}\n${endpoint}\n${key}`).digest('base64');
    const switches = JSON.stringify(options);
    const rest = recall(this.#rests, account, MOST, () => new Cooldown(this.#clock));
    const reach = recall(this.#reaches, `${account}\n${switches}`, MOST, () =>
      // One model's trouble on the line, among answers to others, says nothing of the vendor.
      options ? new Circuit(provider, { ...options, failureRate: 1 }, this.#clock) : undefined,
    );
    return recall(
      this.#targets,
      `${account}\n${model}\n${switches}`,
      MOST,
      () => new TargetHealth(`${provider}/${model}`, options, { rest, reach }, this.#clock),
    );
  }
}
