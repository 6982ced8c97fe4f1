// When a page that is live by requests tries a socket again: soon, then ever more rarely. Not here: trying (requests).
const FIRST_MS = 2_000;
const MOST_MS = 10 * 60_000;

export const TRIAL_MS = 10_000;

export function trialPause(trials: number, chance: number): number {
  return Math.min(MOST_MS, FIRST_MS * 4 ** trials) * (1 + chance / 4);
}
