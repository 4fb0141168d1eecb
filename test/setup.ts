import { loadBreaker } from '../src/health/breaker.ts';
import { loadRetry } from '../src/policies/retry.ts';

// What is loaded while a test is under way takes real time, of which a clock that is turned by hand knows nothing.
await Promise.all([loadBreaker(), loadRetry()]);
