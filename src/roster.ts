import { Builder, type KnownTarget } from './build.ts';
import type { Outer } from './core/call.ts';
import type { Chat } from './core/chat.ts';
import { ConfigError } from './core/errors.ts';
import { recall } from './core/recall.ts';
import type { Blocked, Target } from './core/target.ts';
import type { Pauses } from './health/pauses.ts';
import { madeOf } from './load.ts';
import { type Chains, checkChains, environment, type Settings } from './options.ts';
import { vendors } from './providers/openai/vendors.ts';
import { type Resolved, reached, resolve, type Surroundings } from './resolve.ts';
import { type ChainEntry, unshared } from './targets.ts';
import { hintAtOneVendor } from './warnings.ts';

/** A place in a chain; who stands in it may depend on the request that a client has made. */
interface Member {
  /** Whose outage would take it: a provider at an address. */
  vendor: string;
  stand: (outer: Outer | undefined) => KnownTarget;
}

/** Models and keys that one client may use in turn without building its chain anew. */
const MOST_CHAINS = 200;

/** Who may be asked, and in which order: the targets that the options name, and those that a request makes of them. */
export class Roster {
  readonly #settings: Settings;
  readonly #builder: Builder;
  readonly #surroundings: Surroundings;
  /** The vendor of the models that requests name. */
  readonly #home: string;
  #fallbacks: readonly Member[] = [];
  #routes: ReadonlyMap<string, readonly Member[]> = new Map();
  readonly #chains = new Map<string, { chain: Chat; targets: readonly KnownTarget[] }>();
  #last:
    | { model: string; url: string | undefined; account: string | null | undefined; chain: Chat }
    | undefined;
  /** Those that requests have named: they are known also after the chains were replaced. */
  readonly #primaries = new Map<string, KnownTarget>();

  constructor(settings: Settings, openai?: Surroundings['openai']) {
    this.#settings = settings;
    this.#builder = new Builder(settings);
    this.#surroundings = { env: environment(), ...(openai && { openai }) };
    this.#home = `openai ${openai?.baseURL ?? vendors.openai.baseURL}`;
    this.replace(settings);
  }

  get pauses(): Pauses {
    return this.#builder.pauses;
  }

  get isEmpty(): boolean {
    return this.#members().length === 0;
  }

  /** Throws for what cannot work, and then changes nothing. What is known of a target stays known. */
  replace(chains: Partial<Chains>): void {
    checkChains(chains);
    const { fallbacks, routes } = chains;
    const members = (entries: readonly ChainEntry[]) => entries.map((entry) => this.#member(entry));
    const [newFallbacks, newRoutes] = [
      fallbacks && members(fallbacks),
      routes && new Map(Object.entries(routes).map(([name, entries]) => [name, members(entries)])),
    ];
    this.#fallbacks = newFallbacks ?? this.#fallbacks;
    this.#routes = newRoutes ?? this.#routes;
    this.forget();
    const hint = (chain: string, members: readonly Member[], first: string[] = []) =>
      hintAtOneVendor(this.#settings.logger, chain, [...first, ...members.map(({ vendor }) => vendor)]);
    hint('fallbacks', newFallbacks ?? [], [this.#home]);
    for (const [name, route] of newRoutes ?? []) hint(`the route "${name}"`, route);
  }

  forget(): void {
    this.#chains.clear();
    this.#last = undefined;
  }

  get routeNames(): string[] {
    return [...this.#routes.keys()];
  }

  readonly blocked = (target: Target): Blocked | undefined =>
    this.pauses.of(target) ?? target.health.blocked();

  /** A route by its name, or the target that the client was built for and its fallbacks. */
  chainFor(model: string, outer: Outer | undefined): Chat {
    const url = outer?.url;
    const account = outer?.init.headers.get('authorization') ?? outer?.init.headers.get('api-key');
    // Most calls are like the one before.
    const last = this.#last;
    if (last?.model === model && last.url === url && last.account === account) return last.chain;
    const key = `${model}\n${url}\n${account}`;
    const { chain } = recall(this.#chains, key, MOST_CHAINS, () => {
      const route = this.#routes.get(model)?.map(({ stand }) => stand(outer));
      const targets = route ?? [
        recall(this.#primaries, key, MOST_CHAINS, () => this.#primary(model, outer)),
        ...this.#fallbacks.map(({ stand }) => stand(outer)),
      ];
      const chain = madeOf(({ chainOf }) => chainOf(targets, this.#settings, this.blocked));
      return { chain, targets };
    });
    this.#last = { model, url, account, chain };
    return chain;
  }

  /** Every target that is named in the options or was asked so far, each once. */
  targets(): KnownTarget[] {
    const asked = [...this.#chains.values()].flatMap(({ targets }) => targets);
    const all = [...this.#primaries.values(), ...asked, ...this.named()];
    return [...new Map(all.map((target) => [target.health, target])).values()];
  }

  /** Who answers in its place now: the first that may be asked, in the chain that was last used with it. */
  standInFor({ health }: KnownTarget): KnownTarget | undefined {
    const used = [...this.#chains.values()].map(({ targets }) => targets).reverse();
    const fallbacks = this.#standing(this.#fallbacks);
    // As a call would find them now: after an update nobody has used the new ones yet.
    const named = [...this.#primaries.values()].map((primary) => [primary, ...fallbacks]).reverse();
    const routes = [...this.#routes.values()].map((members) => this.#standing(members));
    const chains = [...used, ...named, fallbacks, ...routes].filter((chain) =>
      chain.some((target) => target.health === health),
    );
    const free = chains[0]?.filter((target) => target.health !== health && !this.blocked(target));
    // Who takes only a few of the calls is not the one while another takes the rest.
    return free?.find(({ share = 1 }) => share >= 0.5) ?? free?.[0];
  }

  /** Those that can be named without a request: a key that a function gives is known with the request only. */
  named(): KnownTarget[] {
    return this.#standing(this.#members());
  }

  /** The target of a model of OpenAI's, without a request to go by. */
  primary(model: string): KnownTarget {
    return this.#primary(model, undefined);
  }

  /** Throws for a name that is neither a provider nor a target; any model of OpenAI's may still be asked for. */
  check(name: string): void {
    const known = this.targets();
    if (/^openai(\/|$)/.test(name) || known.some(({ id, provider }) => id === name || provider === name))
      return;
    throw new ConfigError(
      `There is no target "${name}". There are: ${['openai', ...known.map(({ id }) => id)].join(', ')}.`,
    );
  }

  #members(): Member[] {
    return [...this.#fallbacks, ...[...this.#routes.values()].flat()];
  }

  #standing(members: readonly Member[]): KnownTarget[] {
    return members.flatMap(({ stand }) => {
      try {
        return stand(undefined);
      } catch (error) {
        if (error instanceof ConfigError) return [];
        throw error;
      }
    });
  }

  /** Resolved at once, so that a mistake is told when the client is built; kin of OpenAI's once a request is there. */
  #member(entry: ChainEntry): Member {
    const { target: spec, share } = unshared(entry);
    const resolved = resolve(spec, this.#surroundings);
    const vendor = this.#vendorOf(resolved);
    const shared = (target: KnownTarget) => (share === undefined ? target : { ...target, share });
    if (resolved.type !== 'kin') {
      const target = shared(this.#builder.named(resolved));
      return { vendor, stand: () => target };
    }
    let alone: KnownTarget | undefined;
    const stand = (outer: Outer | undefined) => {
      if (outer) return shared(this.#builder.kin(resolved, outer));
      alone ??= shared(this.#builder.named(reached(resolved, this.#surroundings)));
      return alone;
    };
    return { vendor, stand };
  }

  #vendorOf(resolved: Resolved): string {
    if (resolved.type === 'kin') return this.#home;
    if (resolved.type === 'custom') return resolved.type;
    return `${resolved.provider} ${resolved.access.baseURL ?? ''}`;
  }

  #primary(model: string, outer: Outer | undefined): KnownTarget {
    if (outer) return this.#builder.primary(model, outer);
    return this.#member(`openai/${model}`).stand(undefined);
  }
}
