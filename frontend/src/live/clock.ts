// Time and chance as plain values, and every time-out of the connection. Not here: timers (socket).

export interface Clock {
  readonly now: number;
  readonly chance: number;
}

export const HANDSHAKE_MS = 10_000;
export const ANSWER_MS = 15_000;
export const OFFLINE_RETRY_MS = 30_000;
export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MOST_MS = 30_000;
export const STEADY_MS = 10_000;
export const ASK_AGAIN_MS = 1_000;
const PING_GRACE_MS = 15_000;

/** How long to wait before the next attempt: full jitter, or what the server asked for, spread a little. */
export function backoff(attempt: number, chance: number, asked: number | null): number {
  if (asked !== null) return asked + chance * Math.min(asked, 1_000);
  return chance * Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 10));
}

/** A connection that has been silent for this long is dead: one ping was missed, and its grace is over. */
export function silence(pingSeconds: number): number {
  return pingSeconds * 1_000 * 1.5 + PING_GRACE_MS;
}

export function realClock(): Clock {
  return { now: Date.now(), chance: Math.random() };
}
