import { loadBreaker } from '../src/health/breaker.ts';
import { loadRooms } from '../src/load.ts';

// What is loaded while a test is under way takes real time, of which a clock that is turned by hand knows nothing.
const { loadRetry } = await loadRooms();
await Promise.all([loadBreaker(), loadRetry()]);
