import { loadBreaker } from '../src/health/breaker.ts';

// Tests of the rooms inside make verdicts without a call, which would have fetched it.
await loadBreaker();
