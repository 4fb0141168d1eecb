import { Understudy } from '../index.ts';
import { models, type VendorRole } from './cast.ts';
import { notebook } from './notebook.ts';
import type { Pace } from './pace.ts';
import type { Seen, Stage } from './stage.ts';
import { missingKeys } from './vendors.ts';

/** Why the real vendors cannot be asked; undefined where they can. */
export function obstacle(env: Record<string, string | undefined>): string | undefined {
  const missing = missingKeys(Object.keys(models) as VendorRole[], env);
  if (missing.length === 0) return undefined;
  return `drill --live needs ${missing.join(' and ')}, which ${missing.length > 1 ? 'are' : 'is'} not set.`;
}

/** A stage with the real vendors: outages are pauses, and nobody knows what their servers saw. */
export async function openLive(pace: Pace): Promise<Stage> {
  const client = new Understudy({
    fallbacks: [`anthropic/${models.anthropic}`, `google/${models.google}`, notebook(pace)],
    health: 'own',
    logLevel: 'off',
    ...(pace.clock && { clock: pace.clock }),
  });
  const asked = new Map<string, Seen>(
    Object.keys(models).map((provider) => [provider, { provider, requests: 0, probes: 0 }]),
  );
  client.failover.on((event) => {
    const seen = event.type === 'attempt-started' ? asked.get(event.attempt.provider) : undefined;
    if (seen) seen.requests++;
  });
  const paused = new Set<string>();
  await client.failover.ready();
  return {
    client,
    sceneOf: ({ live }) => live,
    direct: (direction) => {
      if (direction.do === 'pause') {
        paused.add(direction.who);
        client.failover.pause(direction.who, { reason: direction.reason });
      } else if (direction.do === 'resume') {
        paused.delete(direction.who);
        client.failover.resume(direction.who);
      }
    },
    open: () => {},
    behind: () => undefined,
    bare: async () => (paused.has('openai') ? '' : undefined),
    seen: () => [...asked.values()],
    close: async () => client.failover.close(),
  };
}
