import type { FailureKind } from '../../core/kind.ts';

/** What Anthropic says of an error. `code` is `details.error_code`, finer than `type` where there is one. */
export interface Said {
  type: string;
  code: string;
  message: string;
  requestId: string | undefined;
}

type Table = Readonly<Record<string, FailureKind>>;

/** `details.error_code`. Money and holds come under statuses that mean something else: 400, 402 or 429. */
const byCode: Table = {
  enforced_spend_limit_reached: 'quota',
  contract_spend_limit_reached: 'quota',
  linked_organization_spend_limit_reached: 'quota',
  linked_organization_billing_unavailable: 'quota',
  ramp_limit_exceeded: 'rate-limit',
  organization_on_hold: 'permission',
  cmek_key_disabled: 'permission',
  cmek_key_network_blocked: 'permission',
  workspace_policy_violation: 'permission',
  request_body_too_large_after_decoding: 'context-length',
};

/** Anthropic's words where a type is all it gives, as inside of a stream. */
const byType: Table = {
  authentication_error: 'auth',
  billing_error: 'quota',
  permission_error: 'permission',
  not_found_error: 'model-not-found',
  request_too_large: 'context-length',
  rate_limit_error: 'rate-limit',
  overloaded_error: 'overloaded',
};

/** Several failures are all a 400 `invalid_request_error`: only its words tell them apart. */
const byMessage: readonly [RegExp, FailureKind][] = [
  [/prompt is too long|exceeds? (the )?context (limit|window)|maximum context length/i, 'context-length'],
  [/credit balance is too low|usage limits|spend(ing)? limit/i, 'quota'],
  [/content filter/i, 'content-filter'],
  [/organization has been disabled/i, 'permission'],
];

const byStatus: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  402: 'quota',
  403: 'permission',
  404: 'model-not-found',
  408: 'transient',
  409: 'transient',
  413: 'context-length',
  429: 'rate-limit',
  499: 'transient',
  503: 'overloaded',
  529: 'overloaded',
};

/** The kind of an error, from the finest signal to the coarsest. No status: it came inside of a 200. */
export function kindOf(status: number | undefined, { type, code, message }: Said): FailureKind {
  return byCode[code] ?? byType[type] ?? kindOfWords(status, type, message) ?? kindOfStatus(status, type);
}

function kindOfWords(status: number | undefined, type: string, message: string): FailureKind | undefined {
  if (status !== 400 && type !== 'invalid_request_error') return undefined;
  return byMessage.find(([words]) => words.test(message))?.[1];
}

function kindOfStatus(status: number | undefined, type: string): FailureKind {
  if (status === undefined) return type === 'invalid_request_error' ? 'invalid-request' : 'transient';
  const client = status >= 400 && status < 500;
  return byStatus[status] ?? (client ? 'invalid-request' : 'transient');
}
