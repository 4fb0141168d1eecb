import type { StatusFault } from '../kit/faults.ts';
import { type Complaints, words } from '../kit/rules.ts';
import type { CompatibleName } from './accents.ts';
import type { OpenAIMessage, OpenAIRequest } from './request.ts';

/** What a vendor that speaks OpenAI's wire has at its door, and what it minds, in its own words. */
export type Demand = {
  base: string;
  /** Another address of it, with its query. */
  older?: RegExp;
  keyHeader?: 'api-key';
  keyless?: true;
  complaints?: (body: OpenAIRequest) => Complaints;
  /** How it says that a model does not take a parameter. Default: as OpenAI does. */
  unknown?: (field: string, model: string) => StatusFault;
};

const refusal = (status: number, body: object): StatusFault => ({ kind: 'status', status, body });
const said = (message: string, status = 400) =>
  refusal(status, { error: { message, type: 'invalid_request_error', param: null, code: null } });

const groqFields = words(`
  model messages stream temperature top_p stop seed tools tool_choice parallel_tool_calls response_format max_tokens
  max_completion_tokens reasoning_effort reasoning_format include_reasoning user service_tier`);
const groqMessage = words('role content tool_calls tool_call_id function_call reasoning');
const mistralFields = words(`
  model messages stream temperature top_p stop random_seed tools tool_choice parallel_tool_calls response_format
  max_tokens reasoning_effort presence_penalty frequency_penalty n metadata prediction prompt_cache_key service_tier`);
const mistralMessage = words('role content tool_calls tool_call_id name prefix');

/** Fields that a strict server does not know, of the request and of its messages. */
function* unknownTo(
  body: OpenAIRequest,
  fields: Set<string>,
  ofMessages: Set<string>,
  refuse: (field: string) => StatusFault,
): Complaints {
  for (const field of Object.keys(body)) if (!fields.has(field)) yield refuse(field);
  for (const message of body.messages)
    for (const field of Object.keys(message)) if (!ofMessages.has(field)) yield refuse(field);
}

function* deepseek({ messages, n, response_format, tool_choice, thinking }: OpenAIRequest): Complaints {
  const thinks = (thinking as { type?: string } | undefined)?.type !== 'disabled';
  for (const [index, message] of messages.entries()) {
    const { role, content, tool_calls } = message;
    if (role === 'developer') {
      yield said(
        `Failed to deserialize the JSON body into the target type: messages[${index}].role: unknown variant \`developer\`, expected one of \`system\`, \`user\`, \`assistant\`, \`tool\``,
      );
    }
    if (role === 'system' && Array.isArray(content))
      yield said(`messages[${index}]: invalid type: sequence, expected a string`);
    if (thinks && tool_calls && !('reasoning_content' in message))
      yield said('The `reasoning_content` in the thinking mode must be passed back to the API.');
  }
  if (n != null && n > 1) yield said('Invalid n value (currently only n = 1 is supported)');
  if (response_format?.type === 'json_schema') yield said('This response_format type is unavailable now');
  if (thinks && tool_choice && tool_choice !== 'auto' && tool_choice !== 'none')
    yield said('Thinking mode does not support this tool_choice');
}

const extra = (field: string) =>
  refusal(422, {
    detail: [{ type: 'extra_forbidden', loc: ['body', field], msg: 'Extra inputs are not permitted' }],
  });

function* mistral(body: OpenAIRequest): Complaints {
  const flat = (message: string, code: string) =>
    refusal(400, { object: 'error', message, type: 'invalid_request_error', param: null, code });
  yield* unknownTo(body, mistralFields, mistralMessage, extra);
  for (const id of body.messages.flatMap(idsOf))
    if (!/^[a-zA-Z0-9]{9}$/.test(id))
      yield flat(`Tool call id was ${id} but must be a-z, A-Z, 0-9, with a length of 9.`, '3280');
  const last = body.messages.at(-1) as OpenAIMessage & { prefix?: boolean };
  if (last.role === 'assistant' && !last.prefix)
    yield flat('Expected last role User or Tool (or Assistant with prefix True)', '3230');
}

const idsOf = ({ tool_calls = [], tool_call_id }: OpenAIMessage): string[] =>
  [...tool_calls.map(({ id }) => id), tool_call_id].filter((id) => id !== undefined);

function* xai(body: OpenAIRequest): Complaints {
  const names: Record<string, string> = {
    presence_penalty: 'presencePenalty',
    frequency_penalty: 'frequencyPenalty',
    stop: 'stop',
  };
  for (const [field, name] of Object.entries(names)) {
    if (body[field] != null) yield withoutParameter(name, body.model);
  }
}

const withoutParameter = (field: string, model: string) =>
  refusal(400, {
    code: 'Client specified an invalid argument',
    error: `Model ${model} does not support parameter ${field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}.`,
  });

function* lmstudio({ response_format, tool_choice }: OpenAIRequest): Complaints {
  const bare = (error: string) => refusal(400, { error });
  if (response_format?.type === 'json_object')
    yield bare("'response_format.type' must be 'json_schema' or 'text'");
  if (typeof tool_choice === 'object')
    yield bare("Invalid tool_choice type: 'object'. Supported string values: none, auto, required");
}

function* vllm({ reasoning_effort }: OpenAIRequest): Complaints {
  if (reasoning_effort != null && !/^(none|low|medium|high)$/.test(reasoning_effort)) {
    const message =
      "1 validation error: {'loc': ('body', 'reasoning_effort'), 'msg': \"Input should be 'none', 'low', 'medium' or 'high'\"}";
    yield refusal(400, { object: 'error', message, type: 'BadRequestError', param: null, code: 400 });
  }
}

const unsupportedProperty = (field: string) => said(`property '${field}' is unsupported`);

/** What it was told itself stands among its notes, as text. */
const forwarded = (field: string) => {
  const error = {
    message: `Unsupported parameter: '${field}' is not supported with this model.`,
    type: 'invalid_request_error',
    param: field,
    code: 'unsupported_parameter',
  };
  const metadata = { raw: JSON.stringify({ error }), provider_name: 'OpenAI' };
  return refusal(400, { error: { message: 'Provider returned error', code: 400, metadata } });
};

export const demands: Record<CompatibleName, Demand> = {
  azure: {
    base: '/openai/v1',
    older: /^\/openai\/deployments\/[^/]+\/chat\/completions\?api-version=[\w-]+$/,
    keyHeader: 'api-key',
  },
  deepseek: { base: '', complaints: deepseek },
  groq: {
    base: '/openai/v1',
    complaints: (body) => unknownTo(body, groqFields, groqMessage, unsupportedProperty),
    unknown: unsupportedProperty,
  },
  mistral: { base: '/v1', complaints: mistral, unknown: extra },
  openrouter: { base: '/api/v1', unknown: forwarded },
  together: {
    base: '/v1',
    *complaints({ logprobs }) {
      if (typeof logprobs === 'boolean') yield said('logprobs: Input should be a valid integer');
    },
  },
  xai: { base: '/v1', complaints: xai, unknown: withoutParameter },
  lmstudio: { base: '/v1', keyless: true, complaints: lmstudio },
  ollama: {
    base: '/v1',
    keyless: true,
    *complaints({ model, reasoning_effort: effort }) {
      if (effort != null && effort !== 'none' && !/gpt-oss/.test(model))
        yield said(`"${model}" does not support thinking`);
    },
  },
  vllm: { base: '/v1', keyless: true, complaints: vllm },
};
