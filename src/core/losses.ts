import type { ChatRequest } from './chat.ts';
import { invalid } from './failure.ts';

/** What becomes of a request's fields on their way to a vendor with another language. */
export interface Losses {
  vendor: string;
  /** Fields that are translated. */
  carried: ReadonlySet<string>;
  /** Fields without which the answer would be another one than was asked for, and what to do instead. */
  refused: Readonly<Record<string, string>>;
  /** Why a field stays behind, and values of it that ask for nothing. */
  lost: Readonly<Record<string, { why: string; idle?: unknown[] }>>;
}

/** Says what of a request stays behind. Throws a `Failure` where the answer would be wrong without it. */
export function noteLosses(request: ChatRequest, losses: Losses, warn: (message: string) => void): void {
  const { vendor, carried, refused, lost } = losses;
  for (const [field, value] of Object.entries(request)) {
    if (carried.has(field) || value == null) continue;
    if (refused[field]) throw invalid(field, refused[field]);
    const { why, idle = [] } = lost[field] ?? { why: `unknown to ${vendor}; use params` };
    if (field === 'modalities' && value.includes('audio')) throw invalid(field, why);
    if (!idle.some((idler) => same(idler, value))) warn(`${field}: ${why}`);
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
