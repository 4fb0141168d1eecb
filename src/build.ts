import type { Outer } from './core/call.ts';
import type { Provider } from './core/chat.ts';
import type { Clock } from './core/clock.ts';
import type { Target } from './core/target.ts';
import type { Pauses } from './health/pauses.ts';
import { patience, probe } from './health/probe.ts';
import { HealthRegistry, type Identity } from './health/registry.ts';
import type { TargetHealth } from './health/target-health.ts';
import { loadRooms, madeOf } from './load.ts';
import type { Settings } from './options.ts';
import { anthropicProvider } from './providers/anthropic/index.ts';
import { googleProvider } from './providers/google/index.ts';
import { lazily } from './providers/lazily.ts';
import type { Resolved } from './resolve.ts';

/** A target with all that is known of it. */
export interface KnownTarget extends Target {
  health: TargetHealth;
  /** Its address; empty where it is the one that the vendor's SDK knows. */
  endpoint: string;
}

type Kin = Extract<Resolved, { type: 'kin' }>;

/** Makes targets: a provider, and the health that goes with its identity. */
export class Builder {
  readonly #settings: Settings;
  readonly #registry: HealthRegistry;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#registry = settings.health === 'own' ? new HealthRegistry(settings.clock) : shared(settings.clock);
  }

  get pauses(): Pauses {
    return this.#registry.pauses;
  }

  /** A target as it was named in the options. */
  named(resolved: Exclude<Resolved, { type: 'kin' }>): KnownTarget {
    const { provider, model } = resolved;
    const custom = resolved.type === 'custom';
    const endpoint = custom ? '' : (resolved.access.baseURL ?? '');
    const key = custom ? '' : (resolved.access.apiKey ?? '');
    return this.#target({ provider, model, endpoint, key }, providerOf(resolved), custom);
  }

  /** The model that a request names, at the vendor that the client was built for. */
  primary(model: string, outer: Pick<Outer, 'url' | 'init'>): KnownTarget {
    return { ...this.kin({ model, params: {} }, outer), verbatim: true };
  }

  /** A model that is reached as the client itself reaches its vendor. */
  kin(
    { model, params, traits }: Pick<Kin, 'model' | 'params' | 'traits'>,
    { url, init }: Pick<Outer, 'url' | 'init'>,
  ): KnownTarget {
    // As a named target of the same account would have it, so that both know what either has learned.
    const key = (init.headers.get('authorization') ?? init.headers.get('api-key') ?? '').replace(
      /^Bearer /,
      '',
    );
    const endpoint = url.replace(/\/chat\/completions\/?(\?.*)?$/, '');
    const chat = madeOf(({ passThrough }) => passThrough(model, params, traits));
    const provider: Provider = { chat, load: async () => {} };
    return this.#target({ provider: 'openai', model, endpoint, key }, provider, false);
  }

  #target(identity: Identity, provider: Provider, custom: boolean): KnownTarget {
    const { model } = identity;
    const { clock, breaker } = this.#settings;
    // Two functions may have one name, or none; what is learned of one says nothing of another.
    const registry = custom ? new HealthRegistry(clock) : this.#registry;
    const health = registry.of(identity, custom ? false : breaker);
    const target = {
      ...provider,
      health,
      custom,
      model,
      provider: identity.provider,
      endpoint: identity.endpoint,
      id: `${identity.provider}/${model}`,
    };
    // Where live calls try it, no request of ours does.
    if (custom || (breaker && breaker.trial === 'live')) return target;
    const askOnce = async (outer?: Outer) => {
      const { ask, impersonal } = await loadRooms();
      const ours = outer && { ...outer, init: impersonal(outer, outer.personal) };
      return ask(model, provider.chat, clock, patience(model, health), ours);
    };
    return { ...target, probe: (call) => probe(health, () => askOnce(call.outer), call.emit) };
  }
}

function providerOf(resolved: Exclude<Resolved, { type: 'kin' }>): Provider {
  const { model } = resolved;
  if (resolved.type === 'custom')
    return lazily(async () => (await loadRooms()).customProvider(model, resolved.answer));
  if (resolved.type === 'own')
    return lazily(async () => (await loadRooms()).ownProvider(model, resolved.way));
  const { apiKey = '', baseURL, params, headers, sdk, traits } = resolved.access;
  if (resolved.type === 'compatible') {
    const access = { ...resolved.access, vendor: resolved.vendor, baseURL: baseURL ?? '' };
    return lazily(async () => (await loadRooms()).compatibleProvider(model, access));
  }
  const own = { apiKey, params, headers, ...(baseURL && { baseURL }), ...(traits && { traits }) };
  return resolved.type === 'anthropic'
    ? anthropicProvider(model, own)
    : googleProvider(model, { ...own, ...(sdk && { sdk }) });
}

/** What is learned, by clock: in practice one for the process, so that clients built per request remember. */
const registries = new WeakMap<Clock, HealthRegistry>();

function shared(clock: Clock): HealthRegistry {
  const registry = registries.get(clock) ?? new HealthRegistry(clock);
  registries.set(clock, registry);
  return registry;
}
