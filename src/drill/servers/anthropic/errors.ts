import type { StatusFault } from '../kit/faults.ts';
import type { Received } from '../kit/journal.ts';
import { json, type Reply } from '../kit/reply.ts';
import type { Errors } from '../kit/vendor.ts';
import { headers, id } from './headers.ts';

const said = (status: number, type: string, message: string) =>
  ({ kind: 'status', status, type, message }) satisfies StatusFault;

export const invalid = (message: string) => said(400, 'invalid_request_error', message);
export const noSuchModel = (model: string) => said(404, 'not_found_error', `model: ${model}`);

/** Throttled or out of money: both are 429 `rate_limit_error`, and only `details.error_code` tells them apart. */
const limited = (code: string, message: string) => ({ ...said(429, 'rate_limit_error', message), code });

const waiting = (retryAfter?: number | string) => (retryAfter === undefined ? {} : { retryAfter });

/** What Anthropic says on its bad days, ready for `fail`. */
export const anthropicErrors = {
  rateLimit: (retryAfter?: number | string) => ({
    ...said(429, 'rate_limit_error', "This request would exceed your organization's rate limit."),
    ...waiting(retryAfter),
  }),
  rampLimit: (retryAfter: number | string = 5) => ({
    ...limited('ramp_limit_exceeded', 'Your usage rose too fast. Please increase it gradually.'),
    ...waiting(retryAfter),
  }),
  quota: limited(
    'enforced_spend_limit_reached',
    'You have reached the monthly spend limit of your organization.',
  ),
  contractSpendLimit: limited(
    'contract_spend_limit_reached',
    'You have reached the spend limit of your contract.',
  ),
  billing: said(402, 'billing_error', 'Your credit balance is too low to access the Anthropic API.'),
  userSpendLimit: invalid('You have reached your specified API usage limits.'),
  auth: said(401, 'authentication_error', 'invalid x-api-key'),
  permission: said(
    403,
    'permission_error',
    'Your API key does not have permission to use the specified resource.',
  ),
  modelNotFound: noSuchModel('claude-nowhere'),
  contextLength: invalid('prompt is too long: 1200000 tokens > 1000000 maximum'),
  tooLarge: said(413, 'request_too_large', 'Request exceeds the maximum size'),
  invalidRequest: invalid('messages: Field required'),
  conflict: said(409, 'conflict_error', 'The resource is in use by another request.'),
  overloaded: said(529, 'overloaded_error', 'Overloaded'),
  serverError: said(500, 'api_error', 'Internal server error'),
  timeout: said(504, 'timeout_error', 'The request timed out.'),
} satisfies Errors & Record<string, unknown>;

/** The same breakdown after the 200 went out; `request_id` is a constant here, as everything in a fault. */
export const breakdown = {
  type: 'error',
  error: { type: 'overloaded_error', message: 'Overloaded' },
  request_id: id('req_', 0),
};

/** What a status usually says; where several errors share one, the last of the list is the usual one. */
const byStatus = new Map<number, { type: string; message: string }>(
  [
    ...Object.values(anthropicErrors).filter((fault) => typeof fault === 'object'),
    anthropicErrors.invalidRequest,
    anthropicErrors.rateLimit(),
  ].map((fault) => [fault.status, fault]),
);

export function error(fault: StatusFault, { serial }: Received): Reply {
  const usual =
    byStatus.get(fault.status) ?? anthropicErrors[fault.status < 500 ? 'invalidRequest' : 'serverError'];
  const { type = usual.type, message = usual.message, code } = fault;
  const details = code == null ? {} : { details: { error_code: code } };
  const body = { type: 'error', error: { type, message, ...details }, request_id: id('req_', serial) };
  const wait: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': `${fault.retryAfter}` };
  return json(fault.status, { ...headers(serial), ...wait, ...fault.headers }, fault.body ?? body);
}
