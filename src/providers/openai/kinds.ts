import type { FailureKind } from '../../core/kind.ts';

/** What an OpenAI-shaped vendor says of an error, whatever shape it says it in. */
export interface VendorError {
  message: string;
  type: string;
  code: string;
  /** OpenRouter tells here why an account was refused. */
  limitSource: string;
  /** Gemini's compatible endpoint tells here which of its quotas are used up. */
  quotaIds: string;
  /** OpenRouter's 403 for a prompt that its moderation stopped. */
  flagged: boolean;
}

type Test = (status: number, error: VendorError) => boolean;

const says =
  (...words: string[]): Test =>
  (_, { type, code }) =>
    words.includes(type) || words.includes(code);

/**
 * In this order, the first that holds. Type comes before status: the same 429 means "slow down" and "you have run
 * out of credit" (OpenAI's error guide). Sources: the vendors' error pages; see the README's table of kinds.
 */
const signals: [FailureKind, Test][] = [
  ['rate-limit', (_, { limitSource }) => limitSource.includes('in_flight')],
  ['rate-limit', says('in_flight_budget_exhausted')],
  [
    'quota',
    says(
      'insufficient_quota',
      'credit_balance_exhausted',
      'organization_spend_limit_exceeded',
      'project_spend_limit_exceeded',
      'organization_usage_limit_exceeded',
      'billing_not_active',
    ),
  ],
  ['quota', (status) => status === 402],
  ['quota', (_, { quotaIds }) => /Per(Day|Week|Month)/i.test(quotaIds)],
  // xAI's code for it is a sentence, and the status that of a limit or of a forbidden thing.
  [
    'quota',
    (status, { message }) =>
      (status === 403 || status === 429) &&
      /spend(ing)? limit|(used|spent) all (available )?credits|insufficient (balance|credits|funds)/i.test(
        message,
      ),
  ],
  ['context-length', says('context_length_exceeded', 'request_too_large')],
  ['context-length', (status) => status === 413],
  [
    'context-length',
    (status, { message }) =>
      status === 400 && /maximum context length|context window|prompt is too long/i.test(message),
  ],
  [
    'content-filter',
    says(
      'content_filter',
      'content_policy_violation',
      'invalid_prompt',
      'cyber_policy',
      'misalignment_policy_violation',
      'moderation',
    ),
  ],
  ['content-filter', (_, { flagged }) => flagged],
  // Groq's sampling failures: the model's, not the caller's, although the status is 400.
  ['transient', says('tool_use_failed', 'json_validate_failed')],
  ['rate-limit', says('slow_down')],
  [
    'overloaded',
    says('server_is_overloaded', 'server_overloaded', 'provider_overloaded', 'overloaded_error'),
  ],
  ['overloaded', says('service_unavailable_error', 'insufficient_system_resource')],
  ['overloaded', (status) => status === 503 || status === 529],
  ['auth', says('invalid_api_key', 'authentication_error')],
  // xAI calls a wrong key a 400.
  [
    'auth',
    (status, { message }) =>
      status === 401 || (status === 400 && /(incorrect|invalid) api key|api key not valid/i.test(message)),
  ],
  ['model-not-found', says('model_not_found', 'invalid_model', 'DeploymentNotFound')],
  ['model-not-found', (status) => status === 404],
  ['permission', (status) => status === 403],
  // 498 is Groq's for "no capacity".
  ['rate-limit', (status) => status === 429 || status === 498],
  ['rate-limit', says('rate_limit_exceeded', 'rate_limit_error')],
  // Mistral's.
  ['rate-limit', says('rate_limited', '1300')],
  ['transient', (status) => status >= 500 || status === 408 || status === 409 || status === 499],
  ['invalid-request', (status) => status >= 400],
  ['invalid-request', says('invalid_request_error')],
];

/** The kind of an error. Status 0: it came inside of a 200 stream, where only its type and code can tell. */
export function kindOf(status: number, error: VendorError): FailureKind {
  return signals.find(([, holds]) => holds(status, error))?.[0] ?? 'transient';
}
