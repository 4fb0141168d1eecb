import { loadBreaker } from '../src/health/breaker.ts';

// A test without a call before, or with verdicts and no call, finds the breaker as all later ones do.
await loadBreaker();
