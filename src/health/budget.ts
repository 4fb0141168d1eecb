/** What may be asked of a target beyond the first try of a call, at most and to begin with. */
const CAPACITY = 10;
/** What each call adds: so retries and hedges are a tenth of the calls, whatever is down. */
const PER_CALL = 0.1;

/** Pays for retries and hedges towards one target, so that many callers together make no storm. First tries are free. */
export class Budget {
  #tokens = CAPACITY;

  deposit(): void {
    this.#tokens = Math.min(CAPACITY, this.#tokens + PER_CALL);
  }

  /** False where nothing is left; then the extra request is not made. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
