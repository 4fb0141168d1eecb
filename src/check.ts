import type { KnownTarget } from './build.ts';
import type { Clock } from './core/clock.ts';
import type { FailureKind } from './core/kind.ts';
import { loadRooms } from './load.ts';

/** What one tiny real request to a target showed. */
export interface CheckResult {
  /** `provider/model`. */
  target: string;
  ok: boolean;
  /** Milliseconds until the answer, or until the failure. */
  latencyMs: number;
  kind?: FailureKind;
  status?: number;
  /** The vendor's own words, cut; absent where it answered. */
  message?: string;
}

const PATIENCE_MS = 30_000;

/** Asks each target for one word, all at once. Never throws, and teaches nobody's health anything. */
export function checkAll(targets: readonly KnownTarget[], clock: Clock): Promise<CheckResult[]> {
  return Promise.all(targets.filter((target) => !target.custom).map((target) => checkOne(target, clock)));
}

async function checkOne(target: KnownTarget, clock: Clock): Promise<CheckResult> {
  const { ask } = await loadRooms();
  const startedAt = clock.now();
  const outcome = await ask(target.model, target.chat, clock, PATIENCE_MS);
  const result = { target: target.id, latencyMs: Math.round(clock.now() - startedAt) };
  if (outcome.type !== 'failed') return { ...result, ok: true };
  const { kind, message, details } = outcome.failure;
  const { status } = details;
  return { ...result, ok: false, kind, message, ...(status !== undefined && { status }) };
}
