import type { Ask, Spoken } from '../kit/answer.ts';

/** The request as the documentation has it; what it must be is for the rules, which read it first. */
export type GeminiRequest = {
  contents: Content[];
  systemInstruction?: Content;
  tools?: { functionDeclarations?: Declaration[] }[];
  toolConfig?: { functionCallingConfig?: { mode?: string; allowedFunctionNames?: string[] } };
  generationConfig?: Record<string, unknown>;
};

export type Content = { role?: string; parts: GeminiPart[] };

export type GeminiPart = {
  text?: string;
  thought?: boolean;
  thoughtSignature?: string;
  functionCall?: { id?: string; name: string; args?: object };
  functionResponse?: {
    id?: string;
    name: string;
    response: Record<string, unknown>;
    parts?: GeminiPart[];
  };
  inlineData?: { mimeType?: string; data?: string };
  fileData?: { fileUri?: string; mimeType?: string };
};

export type Declaration = { name: string; parameters?: object; parametersJsonSchema?: object };

export function ask(body: GeminiRequest, model: string, stream: boolean): Ask {
  const instruction = body.systemInstruction;
  const system: Spoken[] = instruction ? [{ role: 'system', text: textOf(instruction) }] : [];
  const messages = [...system, ...body.contents.flatMap(spoken)];
  return {
    messages,
    lastUser: messages.findLast((message) => message.role === 'user')?.text ?? '',
    model,
    stream,
    tools: (body.tools ?? []).flatMap((tool) => tool.functionDeclarations?.map(({ name }) => name) ?? []),
    body,
  };
}

const textOf = ({ parts }: Content): string =>
  parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('');

/** Answers of functions sit in a user turn: they come out as messages of their own, before its text. */
function spoken(content: Content): Spoken[] {
  const results = content.parts.flatMap(({ functionResponse: result }): Spoken[] =>
    result
      ? [{ role: 'tool', text: JSON.stringify(result.response), toolCallId: result.id ?? result.name }]
      : [],
  );
  if (results.length > 0 && results.length === content.parts.length) return results;
  const toolCalls = content.parts.flatMap(({ functionCall: call }) =>
    call ? [{ ...(call.id ? { id: call.id } : {}), name: call.name, arguments: call.args ?? {} }] : [],
  );
  const role = content.role === 'model' ? 'assistant' : 'user';
  return [...results, { role, text: textOf(content), ...(toolCalls.length > 0 ? { toolCalls } : {}) }];
}

/** Google's parser takes field names in camelCase and in snake_case; everything behind it sees one of them. */
export function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [camel(key), free.has(key) ? inner : camelKeys(inner)]),
  );
}

const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Fields whose content is the caller's own: its keys mean nothing to the parser. */
const free = new Set([
  'args',
  'response',
  'properties',
  'parametersJsonSchema',
  'responseJsonSchema',
  'labels',
]);
