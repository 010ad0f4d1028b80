export interface Throttled {
  /** Soon, and no more often than every so many ms. */
  readonly soon: () => void;
  readonly now: () => void;
  /** Not before so many ms have passed. */
  readonly within: (delayMs: number) => void;
  readonly end: () => void;
}

/** A deed that is done at most every so many ms, however often it is asked for. */
export function throttled(deed: () => void, everyMs: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let ended = false;
  const now = (): void => {
    clearTimeout(timer);
    dueMs = Number.POSITIVE_INFINITY;
    if (ended) return;
    lastMs = performance.now();
    deed();
  };
  const at = (wantedMs: number): void => {
    if (ended || wantedMs >= dueMs) return;
    clearTimeout(timer);
    dueMs = wantedMs;
    timer = setTimeout(now, Math.max(0, wantedMs - performance.now()));
  };
  return {
    now,
    soon: () => at(Math.max(performance.now(), lastMs + everyMs)),
    within: (delayMs) => at(performance.now() + delayMs),
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
