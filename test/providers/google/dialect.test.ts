import { gemini, perDay, perMinute, type Row, understands, used } from '../dialect.ts';

const retryIn = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const reason = (name: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: name });

const rows: Row[] = [
  ['request', gemini(400, 'INVALID_ARGUMENT'), 'invalid-request'],
  ['key', gemini(400, 'INVALID_ARGUMENT', 'm', [reason('API_KEY_INVALID')]), 'auth'],
  [
    'context',
    gemini(400, 'INVALID_ARGUMENT', 'The input token count (9) exceeds the maximum (8)'),
    'context-length',
  ],
  [
    'region',
    gemini(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    'permission',
  ],
  ['prepaid credit', gemini(402, 'RESOURCE_EXHAUSTED', 'm', [retryIn('36s')]), 'quota'],
  ['permission', gemini(403, 'PERMISSION_DENIED'), 'permission'],
  ['model', gemini(404, 'NOT_FOUND'), 'model-not-found'],
  ['minute', gemini(429, 'RESOURCE_EXHAUSTED', used, perMinute), 'rate-limit', 36_400],
  ['minute, in words', gemini(429, 'RESOURCE_EXHAUSTED', used, [perMinute[0]!]), 'rate-limit', 36_400],
  ['a wait of days', gemini(429, 'RESOURCE_EXHAUSTED', 'm', [retryIn('400000s')]), 'rate-limit', 86_400_000],
  ['day, whose delay is not believed', gemini(429, 'RESOURCE_EXHAUSTED', used, perDay), 'quota'],
  [
    'no details',
    gemini(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
    'rate-limit',
  ],
  ['cancelled', gemini(499, 'CANCELLED'), 'transient'],
  ['server', gemini(500, 'INTERNAL'), 'transient'],
  ['server, retrying in words', gemini(500, 'INTERNAL', 'Please retry in 36.4s.'), 'transient'],
  ['overloaded', gemini(503, 'UNAVAILABLE'), 'overloaded'],
  ['overloaded, told', gemini(503, 'UNAVAILABLE', 'm', [retryIn('2.5s')]), 'overloaded', 2_500],
  ['time', gemini(504, 'DEADLINE_EXCEEDED'), 'transient'],
];

understands('google', rows);
understands('genai', rows);
