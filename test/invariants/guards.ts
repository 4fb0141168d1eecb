/** One guard of a promise, and what is put in its place to see the promise's tests fail. */
export interface Guard {
  /** The number or letter with which its tests begin. */
  promise: string;
  /** From the project's root. */
  file: string;
  /** Its exact text, which stands once in the file. */
  guard: string;
  instead: string;
}

const guard = (promise: number | string, file: string, text: string, instead: string): Guard => ({
  promise: `${promise}`,
  file: `src/${file}.ts`,
  guard: text,
  instead,
});

const CHOOSE = 'policies/choose';
const RACE = 'policies/race';
const RETRY = 'policies/retry';
const LAST = 'policies/last-resort';
const HEALTH = 'health/target-health';
const RESTS = 'health/rests';
const ROUND = 'policies/round';
const WAITING = 'policies/waiting';
const BREAKER = 'health/breaker';
const CIRCUIT = 'health/circuit';
const BUDGET = 'health/budget';
const KIND = 'core/kind';

const mayAnswer = "return !rest || (rest.why === 'open' && this.#waiting && isBack(target));";

/** Every guard that a promise stands on. */
export const guards: readonly Guard[] = [
  guard(1, ROUND, mayAnswer, 'return true;'),
  guard(1, RETRY, 'return !target.health.blocked();', 'return true;'),
  guard(1, LAST, '>= LAST_RESORT_MS', '>= 0'),
  guard(2, HEALTH, 'if (this.#trying || blocked', 'if (blocked'),
  // The classical half-open circuit: whoever comes after the rest is the trial.
  guard(3, ROUND, mayAnswer, 'return (rest?.until ?? 0) <= this.#call.clock.now();'),
  guard(4, BUDGET, 'if (this.#tokens < 1) return false;', ''),
  guard(4, BUDGET, 'const PER_CALL = 0.1;', 'const PER_CALL = 1;'),
  guard(4, BREAKER, 'cooldownMs * 2 ** this.#openings++', 'cooldownMs'),
  guard(4, LAST, '>= LAST_RESORT_MS', '>= 0'),
  guard(4, RESTS, 'this.#throttles > 1 && guessed > told', 'false'),
  guard(5, 'core/open-call', 'const EXTRAS = 2;', 'const EXTRAS = 20;'),
  guard(5, ROUND, 'this.#asked.add(target);', ''),
  guard(5, 'policies/continuation', 'const MOST = 3;', 'const MOST = 30;'),
  guard(6, RETRY, 'return told + 1;', 'return told / 2;'),
  guard(6, LAST, '!rest?.binding && ', ''),
  guard(6, HEALTH, 'if (retryAfterMs) this.#rests.cool(', 'if (false) this.#rests.cool('),
  guard(6, 'health/probe', "if (health.blocked()?.why !== 'open') return { type: 'abandoned' };", ''),
  guard(7, 'health/cooldown', 'return old && old.until > rest.until ? old : rest;', 'return rest;'),
  guard(8, RETRY, 'call.clock.now() + wait >= call.deadline', 'false'),
  guard(8, WAITING, 'first && first.ms < timeLeft(call) ?', 'first ?'),
  guard(8, RACE, 'this.#disarm();\n    const running', 'const running'),
  guard(
    9,
    KIND,
    "'invalid-request': { retry: 'never', failOver: 'unless-named', health: 'nothing' }",
    "'invalid-request': { retry: 'once', failOver: 'unless-named', health: 'nothing' }",
  ),
  guard(
    9,
    KIND,
    "'invalid-request': { retry: 'never', failOver: 'unless-named', health: 'nothing' }",
    "'invalid-request': { retry: 'never', failOver: 'unless-named', health: 'failure' }",
  ),
  guard(
    9,
    KIND,
    "'context-length': { retry: 'never', failOver: 'yes', health: 'nothing' }",
    "'context-length': { retry: 'never', failOver: 'yes', health: 'failure' }",
  ),
  guard(
    9,
    KIND,
    "'content-filter': { retry: 'never', failOver: 'unless-named', health: 'nothing' }",
    "'content-filter': { retry: 'never', failOver: 'unless-named', health: 'failure' }",
  ),
  guard(10, KIND, "quota: { retry: 'never'", "quota: { retry: 'once'"),
  guard(10, KIND, "auth: { retry: 'never'", "auth: { retry: 'once'"),
  guard(
    10,
    KIND,
    "auth: { retry: 'never', failOver: 'yes', health: { coolMs: 5 * MINUTE, scope: 'account' }",
    "auth: { retry: 'never', failOver: 'yes', health: 'failure'",
  ),
  guard(10, KIND, "permission: {\n    retry: 'never'", "permission: {\n    retry: 'once'"),
  guard(
    11,
    'core/failure',
    "new Failure('aborted', 'The caller ended",
    "new Failure('timeout', 'The caller ended",
  ),
  guard(11, RACE, "slow ? 'timeout' : 'aborted'", "'timeout'"),
  guard(
    11,
    'policies/watched',
    'this.#ending.abandoned();',
    "this.#ending.failed(new Failure('timeout', 'The reader has left'));",
  ),
  guard(
    12,
    CIRCUIT,
    'succeed(emit: Emit, ticket: Ticket | undefined): void {\n    if (ticket !== this.#breaker.generation) return;',
    'succeed(emit: Emit, _: Ticket | undefined): void {',
  ),
  guard(
    12,
    CIRCUIT,
    'restFrom?: number): void {\n    if (ticket !== this.#breaker.generation) return;',
    'restFrom?: number): void {\n    void ticket;',
  ),
  guard(13, 'policies/splice', 'if (this.#letters.startsWith(this.#bare)) return this.#bare.length;', ''),
  guard(13, 'policies/continuation', "this.#onBroken === 'error'", 'false'),
  guard(13, RACE, 'this.#end(place);', ''),
  guard(
    14,
    'policies/verdict',
    "settle(failure.kind === 'aborted' ? { type: 'abandoned' } : { type: 'failed', failure });",
    '',
  ),
  guard(14, 'policies/verdict', "if (reply.type === 'stream' && reply.done)", 'if (false)'),
  guard(15, RACE, 'const slow = place < winner;', 'const slow = false;'),
  guard(15, CHOOSE, 'for (const target of targets) target.health.expect();', ''),
  guard(
    15,
    ROUND,
    'Math.min(call.clock.now() - startedAt, hedgeAfterMs ?? Number.POSITIVE_INFINITY)',
    'call.clock.now() - startedAt',
  ),
  guard(15, CIRCUIT, 'for (const tell of [...this.watchers]) tell();', ''),
  guard(16, 'core/events', 'if (later instanceof Promise) later.catch(() => {});', ''),
  guard(16, 'core/events', '} catch {}', '} finally {}'),
  guard(17, BREAKER, 'const MAX_COOLDOWN_MS = 10_000;', 'const MAX_COOLDOWN_MS = 120_000;'),
  guard(17, LAST, 'const LAST_RESORT_MS = 1_000;', 'const LAST_RESORT_MS = 10_000;'),
  guard(17, CHOOSE, 'healBeside(targets, call, choice.blocked);', ''),
  guard(
    18,
    KIND,
    "transient: { retry: 'once', failOver: 'yes'",
    "transient: { retry: 'once', failOver: 'no'",
  ),
  guard(
    18,
    KIND,
    "overloaded: { retry: 'longer', failOver: 'yes'",
    "overloaded: { retry: 'longer', failOver: 'no'",
  ),
  guard(18, KIND, "timeout: { retry: 'never', failOver: 'yes'", "timeout: { retry: 'never', failOver: 'no'"),
  guard(18, KIND, "retry: 'if-told',\n    failOver: 'yes'", "retry: 'if-told',\n    failOver: 'no'"),
  guard(18, 'policies/first-token', 'call.others > 0 ? left * SHARE : left;', 'left;'),
  guard(18, 'policies/continuation', 'const MOST = 3;', 'const MOST = 0;'),
  guard(19, HEALTH, 'this.#trying = false;', ''),
  guard(19, BREAKER, 'this.#circuit.close();', ''),
  guard(19, 'health/cooldown', 'rest && rest.until > this.#clock.now() ? rest', 'rest ? rest'),
  guard(
    20,
    'policies/verdict',
    'void reply.done.then(settle);',
    "void reply.done.then(() => settle({ type: 'answered' }));",
  ),
  guard(21, ROUND, 'abort(why);', ''),
  guard(21, 'policies/watched', 'this.#attempt.abort(failure);', ''),
  guard(21, 'providers/openai/index', '{ signal: call.signal }', '{}'),
  guard(21, 'providers/openai/primary', '{ ...init, signal }', '{ ...init, signal: null }'),
  guard(22, 'policies/deadline', 'finally {\n    lift();', 'finally {'),
  guard(22, 'policies/first-token', 'finally {\n    cancel();', 'finally {'),
  guard(22, RACE, 'this.#disarm();\n    const running', 'const running'),
  guard(23, 'core/open-call', 'close: own.unlink', 'close: () => {}'),
  guard(23, 'core/recall', 'if (map.size > most)', 'if (false)'),
  guard(23, 'health/latency', '(waits.oldest + 1) % KEPT', 'waits.oldest + 1'),
  guard(23, BREAKER, 'this.#turn(slot - this.#slot);', ''),
  guard(
    23,
    'policies/watched',
    'this.#over = true;\n    this.#rest();\n    this.#ending.answered();',
    'this.#over = true;\n    this.#ending.answered();',
  ),
  guard('A', BREAKER, 'return this.#inARow >= 2 && ', 'return false && '),
  guard('A', BREAKER, ' && this.#clock.now() - this.failingSince >= LONG_MS', ''),
  guard(
    'B',
    HEALTH,
    'const atFault = unreached && this.#isOfAll(reach) ? reach : this.#circuit;',
    'const atFault = this.#circuit;',
  ),
  guard(
    'B',
    HEALTH,
    'const atFault = unreached && this.#isOfAll(reach) ? reach : this.#circuit;',
    'const atFault = unreached ? reach : this.#circuit;',
  ),
  guard('B', 'health/registry', '{ ...options, failureRate: 1 }', 'options'),
  guard('B', HEALTH, 'reach?.succeed(emit, tickets.find(({ circuit }) => circuit === reach)?.ticket);', ''),
  guard('C', WAITING, 'if (!passes(rest)) return undefined;', 'return undefined;'),
  guard('C', WAITING, 'first && first.ms < timeLeft(call) ?', 'first ?'),
  guard('D', RESTS, 'coolMs * 2 ** (this.#throttles - 1)', 'coolMs'),
  guard('D', RESTS, 'if (throttles === this.#throttles) this.#throttles = 0;', ''),
  guard('E', BREAKER, 'this.until = this.#clock.now() + this.#jittered(Math.max(cooldownMs, LONG_MS));', ''),
  guard('E', WAITING, 'clock.now() < trialAt + TRIAL_MS', 'false'),
  guard('E', 'build', "custom || (breaker && breaker.trial === 'live')", 'custom'),
  guard('F', 'health/probe', 'const PATIENCE_MS = 5_000;', 'const PATIENCE_MS = 10_000;'),
  guard('F', 'health/probe', 'if (thinks(model, {})) return THINKING_MS;', ''),
  guard('F', CIRCUIT, 'this.#breaker.rest(restFrom);', 'this.#breaker.rest();'),
];
