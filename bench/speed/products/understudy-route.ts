import { openai, Understudy } from 'llm-understudy';
import { clientOf, type Endpoint, type Product } from '../product.ts';
import { COMPLETION, jsonHeaders, OVERLOADED } from '../wire.ts';

const target = ({ model, ...reached }: Endpoint) => openai(model, reached);

/** A vendor in memory: the network's own time varies by more than what is looked for here. */
const inMemory: typeof fetch = async (url) => {
  const [body, status] = String(url).includes('/down/') ? [OVERLOADED, 503] : [COMPLETION, 200];
  return new Response(body, { status, headers: jsonHeaders(body) });
};

/** Ours by a route, so that who stands behind is reached in the same way, with somebody before it and without. */
export const product: Product = {
  name: 'llm-understudy, by a route',
  packages: ['llm-understudy', 'openai'],
  settings: 'new Understudy({ routes: { it: [primary, fallback] } }), or { it: [fallback] }',
  async open({ primary, fallback }) {
    globalThis.fetch = inMemory;
    const alone = primary.baseURL === fallback.baseURL;
    const chain = alone ? [target(fallback)] : [target(primary), target(fallback)];
    const client = new Understudy({ apiKey: 'key', routes: { it: chain }, health: 'own' });
    await client.failover.ready();
    return clientOf(client, 'it');
  },
};
