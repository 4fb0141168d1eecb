import type { Provider } from '../core/chat.ts';
import { once } from '../core/once.ts';

/** A provider that is fetched on first use or by `load`, so that an app does not pay for it before it needs it. */
export function lazily(fetched: () => Promise<Provider>): Provider {
  const provider = once(fetched);
  return {
    load: async () => (await provider()).load(),
    chat: async (request, call) => (await provider()).chat(request, call),
  };
}
