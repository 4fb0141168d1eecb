import type { StatusFault } from '../kit/faults.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply } from '../kit/reply.ts';
import type { Errors } from '../kit/vendor.ts';
import { headers } from './headers.ts';

type Words = { type: string | null; code: string | null; message: string };

const said = (status: number, type: string | null, code: string | null, message: string) =>
  ({ kind: 'status', status, type, code, message }) satisfies StatusFault;

export const invalid = (message: string, param: string | null = null, code: string | null = null) =>
  ({ ...said(400, 'invalid_request_error', code, message), param }) satisfies StatusFault;

export const noSuchModel = (model: string) =>
  said(
    404,
    'invalid_request_error',
    'model_not_found',
    `The model \`${model}\` does not exist or you do not have access to it.`,
  );

export const wrongKey = (key: string) =>
  said(
    401,
    'invalid_request_error',
    'invalid_api_key',
    `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
  );

/** As the vendor shows it: the ends of a long key, nothing of a short one. */
const masked = (key: string): string =>
  key.length < 12
    ? '*'.repeat(key.length)
    : `${key.slice(0, 4)}${'*'.repeat(key.length - 8)}${key.slice(-4)}`;

const spent = (code: string) =>
  said(
    429,
    'insufficient_quota',
    code,
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
  );

const overload =
  'The server is currently overloaded with other requests. Please retry your request in a moment.';

/** What OpenAI says on its bad days, ready for `fail`. Quota shares one type over all its codes, old and new. */
export const openaiErrors = {
  rateLimit: (retryAfter?: number | string) => ({
    ...said(429, 'requests', 'rate_limit_exceeded', 'Rate limit reached for requests.'),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1s' },
  }),
  tokenLimit: said(429, 'tokens', 'rate_limit_exceeded', 'Rate limit reached for tokens per min (TPM).'),
  slowDown: said(429, 'rate_limit_error', 'slow_down', 'Slow down: your request rate rose too fast.'),
  quota: spent('credit_balance_exhausted'),
  quotaBefore: spent('insufficient_quota'),
  organizationSpendLimit: spent('organization_spend_limit_exceeded'),
  projectSpendLimit: spent('project_spend_limit_exceeded'),
  auth: wrongKey('sk-drill-0000000000'),
  permission: said(
    403,
    'request_forbidden',
    'unsupported_country_region_territory',
    'Country, region, or territory not supported',
  ),
  modelNotFound: noSuchModel('gpt-nowhere'),
  contextLength: invalid(
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens. Please reduce the length of the messages.",
    'messages',
    'context_length_exceeded',
  ),
  contentFilter: invalid(
    'Your request was rejected as a result of our safety system.',
    null,
    'content_policy_violation',
  ),
  invalidRequest: invalid("Invalid value for 'temperature'.", 'temperature', 'invalid_value'),
  overloaded: said(503, 'service_unavailable_error', 'server_is_overloaded', overload),
  serverError: said(
    500,
    'server_error',
    null,
    'The server had an error while processing your request. Sorry about that!',
  ),
} satisfies Errors & Record<string, unknown>;

/** The same breakdown after the 200 went out. */
export const breakdown = {
  error: { message: overload, type: 'service_unavailable_error', param: null, code: 'server_is_overloaded' },
};

const usual: Record<number, Words> = {
  401: openaiErrors.auth,
  403: openaiErrors.permission,
  404: openaiErrors.modelNotFound,
  429: openaiErrors.rateLimit(),
  500: openaiErrors.serverError,
  503: openaiErrors.overloaded,
};

export function error(fault: StatusFault, { serial }: Received): Reply {
  const fallback =
    usual[fault.status] ?? (fault.status < 500 ? openaiErrors.invalidRequest : openaiErrors.serverError);
  const { message, type, param = null, code } = { ...fallback, param: null, ...fault };
  const wait: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  return json(
    fault.status,
    { ...headers(serial), ...wait, ...fault.headers },
    fault.body ?? { error: { message, type, param, code } },
  );
}
