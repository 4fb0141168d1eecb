/** What a call goes through, and those whom it asks. Nothing else loads them: they come together, by `loadRooms()`. */
export { chainOf } from './failover.ts';
export { ask } from './policies/ask.ts';
export { loadRetry } from './policies/retry.ts';
export { customProvider } from './providers/custom.ts';
export { compatibleProvider } from './providers/openai/index.ts';
export { impersonal, passThrough } from './providers/openai/primary.ts';
export { ownProvider } from './providers/own.ts';
