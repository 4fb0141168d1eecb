import { emptied, invalid, limited, open, type Row, understands } from '../dialect.ts';
import { TODAY } from '../fake-call.ts';

const date = (ms: number) => new Date(TODAY + ms).toUTCString();

const openaiRows: Row[] = [
  ['context', open(400, invalid('context_length_exceeded')), 'context-length'],
  ['a value', open(400, invalid('unsupported_value')), 'invalid-request'],
  ['a parameter', open(400, invalid('unsupported_parameter')), 'invalid-request'],
  ['no code', open(400, invalid(null)), 'invalid-request'],
  ['a prompt against the rules', open(400, invalid('invalid_prompt')), 'content-filter'],
  ['the same of cyber', open(400, invalid('cyber_policy')), 'content-filter'],
  ['the same of alignment', open(400, invalid('misalignment_policy_violation')), 'content-filter'],
  ['key', open(401, invalid('invalid_api_key')), 'auth'],
  ['organisation', open(401, invalid(null)), 'auth'],
  ['country', open(403, { type: null, code: 'unsupported_country_region_territory' }), 'permission'],
  ['model', open(404, invalid('model_not_found')), 'model-not-found'],
  ['a lock', open(409, invalid(null)), 'transient'],
  ['tokens', open(429, limited), 'rate-limit'],
  ['requests', open(429, { ...limited, type: 'requests' }), 'rate-limit'],
  ['too fast', open(429, { type: 'rate_limit_error', code: 'slow_down' }), 'rate-limit'],
  ['too fast, as it was', open(503, { type: 'rate_limit_error', code: 'slow_down' }), 'rate-limit'],
  ...[
    'credit_balance_exhausted',
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
    'insufficient_quota',
    'billing_not_active',
    'a_code_of_next_year',
  ].map((code): Row => [code, open(429, { type: 'insufficient_quota', code }), 'quota']),
  [
    'credit, while a budget happens to be empty',
    open(429, { type: 'insufficient_quota', code: null }, emptied(['0', '1s'], ['0', '1s'])),
    'quota',
  ],
  ['server', open(500, { type: 'server_error', code: null }), 'transient'],
  [
    'overloaded',
    open(503, { type: 'service_unavailable_error', code: 'server_is_overloaded' }),
    'overloaded',
  ],
];

const waits: Row[] = [
  ['seconds', open(429, limited, { 'retry-after': '7' }), 'rate-limit', 7_000],
  ['fractions', open(429, limited, { 'retry-after': '1.5' }), 'rate-limit', 1_500],
  [
    'milliseconds first',
    open(429, limited, { 'retry-after': '7', 'retry-after-ms': '6200' }),
    'rate-limit',
    6_200,
  ],
  ['a date', open(429, limited, { 'retry-after': date(90_000) }), 'rate-limit', 90_000],
  [
    'Retry-After before the budgets',
    open(429, limited, { 'retry-after': '2', ...emptied(['0', '6m0s'], ['0', '1s']) }),
    'rate-limit',
    2_000,
  ],
  ['the requests', open(429, limited, emptied(['0', '12ms'], ['1000', '6m0s'])), 'rate-limit', 12],
  ['the tokens', open(429, limited, emptied(['9', '6m0s'], ['0', '1s'])), 'rate-limit', 1_000],
  ['the longer', open(429, limited, emptied(['0', '6m0s'], ['0', '1s'])), 'rate-limit', 360_000],
  ['not days', open(429, limited, emptied(['0', '240h'], ['9', '1s'])), 'rate-limit', 86_400_000],
  ['no budget', open(429, limited, emptied(['9', '6m0s'], ['9', '1s'])), 'rate-limit'],
  ['seconds in words', open(429, { ...limited, message: 'Please try again in 6.2s.' }), 'rate-limit', 6_200],
  [
    'milliseconds in words',
    open(429, { ...limited, message: 'Please try again in 20ms.' }),
    'rate-limit',
    20,
  ],
  [
    'minutes in words',
    open(429, { ...limited, message: 'Please try again in 1m12s.' }),
    'rate-limit',
    72_000,
  ],
  [
    'the words before the budgets, which take longer to be full again',
    open(429, { ...limited, message: 'Please try again in 20ms.' }, emptied(['0', '1s'], ['9', '1s'])),
    'rate-limit',
    20,
  ],
  [
    'of overload too',
    open(503, { message: 'Please try again in 6.2s.', code: 'server_is_overloaded' }),
    'overloaded',
    6_200,
  ],
  [
    'not of a fault',
    open(500, { message: 'Please try again in 6.2s.' }, emptied(['0', '1s'], ['0', '1s'])),
    'transient',
  ],
  [
    'not of a bad request',
    open(400, { message: 'I wrote: try again in 6.2s' }, emptied(['0', '1s'], ['0', '1s'])),
    'invalid-request',
  ],
];

understands('primary', [...openaiRows, ...waits]);
understands('compatible', [...openaiRows, ...waits]);
