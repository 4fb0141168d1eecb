import type { StatusFault } from '../kit/faults.ts';
import { json, type Reply } from '../kit/reply.ts';
import type { Errors } from '../kit/vendor.ts';
import { googleJson, headers } from './headers.ts';

const said = (status: number, type: string, message: string) =>
  ({ kind: 'status', status, type, message }) satisfies StatusFault;

export const invalid = (message: string, details: object[] = []) => ({
  ...said(400, 'INVALID_ARGUMENT', message),
  ...(details.length > 0 ? { details } : {}),
});

/** An unknown field is a broken contract to Google's JSON parser; it names the place twice. */
export function unknownField(field: string, at = ''): StatusFault {
  const description = `Invalid JSON payload received. Unknown name "${field}"${at && ` at '${at}'`}: Cannot find field.`;
  return invalid(description, [
    rpc('BadRequest', { fieldViolations: [{ ...(at ? { field: at } : {}), description }] }),
  ]);
}

/** A parameter that the model does not take: some have words of their own, any other one its parser does not know. */
export function unsupported(path: string, value: unknown): StatusFault {
  const steps = path.split('.').map((step) => step.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  const said = ownWords[path]?.(value);
  return said ? invalid(said) : unknownField(path.split('.').at(-1) ?? path, steps.slice(0, -1).join('.'));
}

const ownWords: Record<string, (value: unknown) => string> = {
  'generationConfig.thinkingConfig.thinkingLevel': (level) =>
    `Thinking level ${level} is not supported for this model.`,
  'generationConfig.thinkingConfig.thinkingBudget': () => 'Thinking budget is not supported for this model.',
  'generationConfig.presencePenalty': () => 'Penalty is not enabled for this model',
  'generationConfig.frequencyPenalty': () => 'Penalty is not enabled for this model',
  'generationConfig.candidateCount': () => 'Multiple candidates is not enabled for this model',
};

export const noSuchModel = (model: string, version = 'v1beta', call = 'generateContent') =>
  said(
    404,
    'NOT_FOUND',
    `models/${model} is not found for API version ${version}, or is not supported for ${call}. Call ListModels to see the list of available models and their supported methods.`,
  );

const rpc = (type: string, fields: object): object => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
});

const metric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests';

/** A quota that is used up: its id names the period, and the period decides whether waiting helps. */
const used = (
  period: 'PerDay' | 'PerMinute',
  quotaValue: string,
  retryAfter?: number | string,
): StatusFault => ({
  ...said(
    429,
    'RESOURCE_EXHAUSTED',
    `You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: ${metric}, limit: ${quotaValue}${retryAfter === undefined ? '' : `\nPlease retry in ${retryAfter}s.`}`,
  ),
  details: [
    rpc('QuotaFailure', {
      violations: [
        {
          quotaMetric: metric,
          quotaId: `GenerateRequests${period}PerProjectPerModel-FreeTier`,
          quotaDimensions: { location: 'global', model: 'gemini-3.8-flash' },
          quotaValue,
        },
      ],
    }),
    rpc('Help', {
      links: [
        {
          description: 'Learn more about Gemini API quotas',
          url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
        },
      ],
    }),
  ],
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

/** What Gemini says on its bad days, ready for `fail`. */
export const geminiErrors = {
  rateLimit: (retryAfter?: number | string) => used('PerMinute', '10', retryAfter),
  /** Used up until tomorrow, and still with a short RetryInfo, as the vendor sends it. */
  quota: used('PerDay', '50', 36),
  bareLimit: said(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
  prepaid: said(402, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.'),
  auth: { ...invalid('API key not valid. Please pass a valid API key.'), code: 'API_KEY_INVALID' },
  keyless: said(
    403,
    'PERMISSION_DENIED',
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  ),
  permission: said(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
  region: said(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  modelNotFound: noSuchModel('gemini-nowhere'),
  contextLength: invalid(
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  ),
  invalidRequest: invalid('Request contains an invalid argument.'),
  cancelled: said(499, 'CANCELLED', 'The operation was cancelled.'),
  overloaded: said(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  serverError: said(
    500,
    'INTERNAL',
    'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  ),
  deadline: said(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
} satisfies Errors & Record<string, unknown>;

/** The same breakdown after the 200 went out. */
export const breakdown = {
  error: { code: 503, message: geminiErrors.overloaded.message, status: geminiErrors.overloaded.type },
};

const usual: Record<number, { type?: string | null; message?: string }> = {
  402: geminiErrors.prepaid,
  403: geminiErrors.permission,
  404: geminiErrors.modelNotFound,
  429: geminiErrors.bareLimit,
  499: geminiErrors.cancelled,
  503: geminiErrors.overloaded,
  504: geminiErrors.deadline,
};

export function error(fault: StatusFault): Reply {
  const fallback = usual[fault.status] ?? geminiErrors[fault.status < 500 ? 'invalidRequest' : 'serverError'];
  const { type = fallback.type, message = fallback.message } = fault;
  const details = [...reasonFor(fault), ...(fault.details ?? []), ...waitFor(fault)];
  const body = {
    error: { code: fault.status, message, status: type, ...(details.length > 0 ? { details } : {}) },
  };
  return json(fault.status, { ...headers(), ...fault.headers }, googleJson(fault.body ?? body, 2));
}

const reasonFor = ({ code }: StatusFault): object[] =>
  code == null
    ? []
    : [
        rpc('ErrorInfo', {
          reason: code,
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        }),
      ];

const waitFor = ({ retryAfter }: StatusFault): object[] =>
  retryAfter === undefined ? [] : [rpc('RetryInfo', { retryDelay: `${retryAfter}s` })];
