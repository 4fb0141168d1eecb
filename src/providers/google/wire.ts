/**
 * The part of Gemini's v1beta wire that this room reads and writes. The SDK's own types end in 2025; the SDK itself
 * sends and hands back whatever JSON there is.
 */
export interface GeminiRequest {
  contents: Content[];
  systemInstruction?: { parts: Part[] };
  tools?: { functionDeclarations: FunctionDeclaration[] }[];
  toolConfig?: { functionCallingConfig: FunctionCallingConfig };
  generationConfig: GenerationConfig;
}

/** One turn. There is no role for tools: their results sit in a turn of the user. */
export interface Content {
  role: 'user' | 'model';
  parts: Part[];
}

/** Exactly one of the fields is set, beside `thought` and `thoughtSignature`. */
export interface Part {
  text?: string;
  /** True where `text` is a summary of what the model thought, not of its answer. */
  thought?: boolean;
  thoughtSignature?: string;
  inlineData?: Blob;
  /** An address that Google fetches. */
  fileData?: { fileUri: string; mimeType: string };
  functionCall?: FunctionCall;
  functionResponse?: FunctionResponse;
}

/** Bytes as base64. */
interface Blob {
  mimeType: string;
  data: string;
}

export interface FunctionResponse {
  id: string;
  name: string;
  response: Record<string, unknown>;
  /** What is to be seen of the result; from the third generation on. */
  parts?: { inlineData: Blob }[];
}

export interface FunctionCall {
  id?: string;
  name: string;
  args?: Record<string, unknown>;
}

export interface FunctionDeclaration {
  name: string;
  description?: string;
  /** JSON Schema as it is; the older `parameters` takes a subset of OpenAPI only. */
  parametersJsonSchema?: unknown;
}

export interface FunctionCallingConfig {
  /** `VALIDATED`: like `AUTO`, but the arguments of a call fit its schema, as with `ANY`. */
  mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED';
  /** With `ANY` and `VALIDATED` only. */
  allowedFunctionNames?: string[];
}

export interface GenerationConfig {
  maxOutputTokens?: number;
  temperature?: number;
  topP?: number;
  candidateCount?: number;
  seed?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  stopSequences?: string[];
  responseMimeType?: 'application/json';
  responseJsonSchema?: unknown;
  thinkingConfig?: ThinkingConfig;
}

/** A level or a budget of tokens, never both. */
export type ThinkingConfig = { thinkingLevel: string } | { thinkingBudget: number };

/** A whole answer, or one event of a stream: Gemini gives both the same shape. Every field may be missing. */
export interface GeminiResponse {
  candidates?: Candidate[];
  promptFeedback?: { blockReason?: string };
  usageMetadata?: UsageMetadata;
  modelVersion?: string;
  responseId?: string;
}

export interface Candidate {
  index?: number;
  content?: { parts?: Part[] };
  finishReason?: string;
  finishMessage?: string;
}

/** `promptTokenCount` includes the cached ones, `candidatesTokenCount` leaves out the thoughts. */
export interface UsageMetadata {
  promptTokenCount?: number;
  cachedContentTokenCount?: number;
  toolUsePromptTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  totalTokenCount?: number;
}
