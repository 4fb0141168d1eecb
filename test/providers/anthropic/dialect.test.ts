import { type Row, understands } from '../dialect.ts';
import { TODAY } from '../fake-call.ts';

const claude = (
  status: number,
  type: string,
  code?: string,
  headers: Record<string, string> = {},
  message = 'm',
) => ({
  status,
  body: {
    type: 'error',
    error: { type, message, ...(code && { details: { error_code: code } }) },
    request_id: 'req_1',
  },
  headers,
});
const budget = (name: string, remaining: string, resetMs: number) => ({
  [`anthropic-${name}-remaining`]: remaining,
  [`anthropic-${name}-reset`]: new Date(TODAY + resetMs).toISOString(),
});
const spent = { ...budget('ratelimit-requests', '0', 5_000), ...budget('ratelimit-tokens', '0', 3_000) };

const rows: Row[] = [
  ['request', claude(400, 'invalid_request_error'), 'invalid-request'],
  [
    'context',
    claude(400, 'invalid_request_error', undefined, {}, 'prompt is too long: 9 tokens > 8 maximum'),
    'context-length',
  ],
  [
    'the user’s own limit',
    claude(
      400,
      'invalid_request_error',
      undefined,
      spent,
      'You have reached your specified API usage limits.',
    ),
    'quota',
  ],
  ['key', claude(401, 'authentication_error'), 'auth'],
  ['money', claude(402, 'billing_error'), 'quota'],
  ['permission', claude(403, 'permission_error'), 'permission'],
  ['model', claude(404, 'not_found_error'), 'model-not-found'],
  ['conflict', claude(409, 'conflict_error'), 'transient'],
  ['size', claude(413, 'request_too_large'), 'context-length'],
  ['limit', claude(429, 'rate_limit_error'), 'rate-limit'],
  [
    'limit, told',
    claude(429, 'rate_limit_error', undefined, { ...spent, 'retry-after': '7' }),
    'rate-limit',
    7_000,
  ],
  [
    'ramp',
    claude(429, 'rate_limit_error', 'ramp_limit_exceeded', { 'retry-after': '2' }),
    'rate-limit',
    2_000,
  ],
  ['month', claude(429, 'rate_limit_error', 'enforced_spend_limit_reached', spent), 'quota'],
  ['contract', claude(429, 'rate_limit_error', 'contract_spend_limit_reached', spent), 'quota'],
  ['the longer budget', claude(429, 'rate_limit_error', undefined, spent), 'rate-limit', 5_000],
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map(
    (name): Row => [
      `the budget of ${name}`,
      claude(429, 'rate_limit_error', undefined, budget(`ratelimit-${name}`, '0', 4_000)),
      'rate-limit',
      4_000,
    ],
  ),
  [
    'not a tier that the request did not need',
    claude(429, 'rate_limit_error', undefined, budget('priority-input-tokens', '0', 60_000)),
    'rate-limit',
  ],
  [
    'not for days',
    claude(429, 'rate_limit_error', undefined, budget('ratelimit-requests', '0', 9 * 86_400_000)),
    'rate-limit',
    86_400_000,
  ],
  ['server', claude(500, 'api_error', undefined, spent), 'transient'],
  ['time', claude(504, 'timeout_error'), 'transient'],
  ['overloaded', claude(529, 'overloaded_error'), 'overloaded'],
];

understands('anthropic', rows);
