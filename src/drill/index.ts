export {
  type ConformanceCase,
  type ConformanceOptions,
  conformance,
} from './conformance/kit.ts';
export { type PlayedVendor, playedBy } from './conformance/played.ts';
export type {
  ConformanceVendor,
  VendorAnswer,
  VendorKind,
  VendorTurn,
} from './conformance/vendor.ts';
export { type AnthropicServer, startAnthropic } from './servers/anthropic.ts';
export { type GeminiServer, startGemini } from './servers/gemini.ts';
export type { Answer, Ask, Finish, Spoken, Usage } from './servers/kit/answer.ts';
export type {
  AnswerFault,
  ConnectionFault,
  Fault,
  HtmlFault,
  StatusFault,
  WireFault,
} from './servers/kit/faults.ts';
export type { Received, RequestState } from './servers/kit/journal.ts';
export type { VendorServer } from './servers/kit/serve.ts';
export type { Errors, ServerOptions } from './servers/kit/vendor.ts';
export { startCompatible } from './servers/openai/compatible-server.ts';
export { type OpenAIServer, startOpenAI } from './servers/openai.ts';
