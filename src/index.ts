export type { CheckResult } from './check.ts';
export { Understudy, Understudy as default, type UnderstudyOptions } from './client.ts';
export type { Attempt, AttemptReason } from './core/attempts.ts';
export type { Call } from './core/call.ts';
export type {
  Chat,
  ChatReply,
  ChatRequest,
  Chunk,
  Completion,
  CompletionReply,
  Item,
  Policy,
  StreamReply,
} from './core/chat.ts';
export type { Clock } from './core/clock.ts';
export { ConfigError, type ErrorCode, isUnderstudyError, UnderstudyError } from './core/errors.ts';
export type { FailoverEvent, Listener } from './core/events.ts';
export { AllTargetsFailedError, StreamBrokenError } from './core/exhausted.ts';
export { Failure } from './core/failure.ts';
export type { FailureKind } from './core/kind.ts';
export { createFailover, type Failover } from './facade.ts';
export type { BreakerOptions } from './health/breaker.ts';
export type { FailoverOptions, Logger, TimeoutOptions } from './options.ts';
export type { PauseOptions } from './pauses.ts';
export type { FallbackOn } from './policies/choose.ts';
export type { OnBrokenStream } from './policies/continuation.ts';
export type { HedgeOptions } from './policies/hedge.ts';
export type { ToolCalls } from './policies/hold.ts';
export type { RetryOptions } from './policies/retry.ts';
export type { CustomAnswer, CustomChat } from './providers/custom.ts';
export type { TargetReport } from './report.ts';
export { type Served, served } from './served.ts';
export {
  anthropic,
  type CompatibleTargetOptions,
  compatible,
  google,
  openai,
  type TargetOptions,
  type TargetSpec,
  type VendorTarget,
} from './targets.ts';
