export type { CheckResult } from './check.ts';
export { Understudy, Understudy as default, type UnderstudyOptions } from './client.ts';
export type { Attempt, AttemptReason, Attempts } from './core/attempts.ts';
export type { Call, Limits, Outer } from './core/call.ts';
export type {
  Chat,
  ChatReply,
  ChatRequest,
  Chunk,
  Completion,
  CompletionReply,
  Item,
  Outcome,
  Policy,
  StreamReply,
} from './core/chat.ts';
export type { Clock } from './core/clock.ts';
export { ConfigError, type ErrorCode, UnderstudyError } from './core/errors.ts';
export type { FailoverEvent, Listener } from './core/events.ts';
export { AllTargetsFailedError, isUnderstudyError, StreamBrokenError } from './core/exhausted.ts';
export { Failure, type FailureDetails } from './core/failure.ts';
export type { FailureKind } from './core/kind.ts';
export type { Effort, ModelTraits } from './core/traits.ts';
export { createFailover, type Failover } from './facade.ts';
export type { BreakerOptions } from './health/breaker.ts';
export type { Spread } from './health/latency.ts';
export type { PauseOptions } from './health/pauses.ts';
export type { Named, NoticeFacts, NoticeWriter } from './notices/notice.ts';
export type { FailoverOptions, Logger, TimeoutOptions } from './options.ts';
export type { AnswerStore, StoredAnswer } from './policies/answers.ts';
export type { OnBrokenStream } from './policies/continuation.ts';
export type { FallbackOn } from './policies/give-up.ts';
export type { HedgeOptions } from './policies/hedge.ts';
export type { ToolCalls } from './policies/hold.ts';
export type { RetryOptions } from './policies/retry.ts';
export { type StaleIfErrorOptions, staleIfError } from './policies/stale-if-error.ts';
export type { CustomAnswer, CustomChat } from './providers/custom.ts';
export type { ProviderCall } from './providers/own.ts';
export type { ProviderChunk, ProviderCompletion } from './providers/own-reply.ts';
export type { TargetReport } from './report.ts';
export { type Served, served } from './served.ts';
export {
  anthropic,
  type ChainEntry,
  type CompatibleTargetOptions,
  compatible,
  type GoogleTargetOptions,
  google,
  openai,
  type ProviderOptions,
  type ProviderTarget,
  provider,
  type TargetOptions,
  type TargetShare,
  type TargetSpec,
  type VendorTarget,
} from './targets.ts';
