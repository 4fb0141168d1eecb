import type { ChatRequest } from '../core/chat.ts';
import { shapeOf, thinks } from '../core/shape.ts';
import type { Target } from '../core/target.ts';

/** When the next target starts beside one that shows no sign of life. */
export interface HedgeOptions {
  /** Milliseconds without a sign of life. Default: learned from each target, model effort and plain or stream. */
  afterMs: number;
}

/** Before anything is known of a target's usual wait, streams are given this long. */
const UNKNOWN_MS = 8_000;
/** A target that is always quick is not raced for a hiccup. */
const LEAST_MS = 500;

/** How long to wait for a target before another starts beside it; undefined: it is not raced. */
export function hedgeAfter(
  target: Target,
  request: ChatRequest,
  option: HedgeOptions | false | undefined,
): number | undefined {
  if (option === false || target.custom) return undefined;
  if (option) return option.afterMs;
  const usual = target.health.usual(shapeOf(request));
  if (usual !== undefined) return Math.max(usual, LEAST_MS);
  return request.stream && !thinks(target.model, request) ? UNKNOWN_MS : undefined;
}
