import type { Server } from 'node:http';
import type { VendorTarget } from '../../src/index.ts';
import type { Configuration, Contender } from '../../test/drills/failover-bench/contenders.ts';
import type { Wire } from '../../test/drills/failover-bench/wires.ts';
import type { Endpoint, Product } from './product.ts';
import { strictLine } from './strict-line.ts';

/** Two OpenAI-shaped servers, so that nobody has to translate anything. */
export const wire: Wire = {
  name: 'OpenAI',
  model: 'gpt-5.5',
  fallback: { name: 'OpenAI', model: 'gpt-5.4-mini', withoutPrefill: 'gpt-5.4-nano' },
};

/** A product in the place of a contender of the drill: it is told two addresses, and no options of ours. */
export class Seated implements Contender, AsyncDisposable {
  readonly name: string;
  readonly wires = [wire.name];
  readonly #product: Product;
  readonly #lines: Server[] = [];

  constructor(product: Product) {
    this.name = product.name;
    this.#product = product;
  }

  open = async ({ baseURL, fallbacks = [] }: Configuration) => {
    const primary = { baseURL, apiKey: 'key-1', model: wire.model };
    return this.#product.open({ primary, fallback: await this.#reached(fallbacks[0] as VendorTarget) });
  };

  async #reached({ model, options: { baseURL = '', apiKey = '' } }: VendorTarget): Promise<Endpoint> {
    if (model !== wire.fallback.withoutPrefill) return { baseURL, apiKey, model };
    const { url, server } = await strictLine(baseURL);
    this.#lines.push(server);
    return { baseURL: url, apiKey, model };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#lines) line.close().closeAllConnections();
    await this.#product.close?.();
  }
}
