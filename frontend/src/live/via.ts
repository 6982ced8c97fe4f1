// Which way the connection takes: a socket, or requests where sockets are blocked. Not here: carrying anything (transport).
import type { AnyCommand } from "../protocol.ts";
import { HANDSHAKE_MS } from "./clock.ts";
import type { Link } from "./link.ts";
import type { Work } from "./work.ts";

const FAILURES_UNTIL_REQUESTS = 3;
const TRIAL_FIRST_MS = 2_000;
const TRIAL_MOST_MS = 10 * 60_000;
const TRIAL_LATER_MS = 1_000;

export function hello(link: Link): Extract<AnyCommand, { type: "hello" }> {
  const rooms = Object.fromEntries(Object.entries(link.lanes).map(([id, lane]) => [id, lane.cursor]));
  return { type: "hello", data: { client: link.client, language: link.language, tab: link.tab, person: link.person, rooms } };
}

/** Note that an attempt failed before it was live; true when requests are worth trying at once. */
export function fallsBack({ link }: Work): boolean {
  if (link.phase !== "connecting" && link.phase !== "greeting") return false;
  if (link.via === "socket") link.failures += 1;
  const isBlocked = link.via === "socket" && link.failures >= FAILURES_UNTIL_REQUESTS;
  // Where requests fail as well it is not the socket that is blocked.
  link.via = isBlocked ? "requests" : "socket";
  return isBlocked;
}

/** Live by requests: when to try the socket again, ever more rarely. */
export function planTrial({ link, clock }: Work): void {
  const pause = Math.min(TRIAL_MOST_MS, TRIAL_FIRST_MS * 4 ** link.trials) * (1 + clock.chance / 4);
  Object.assign(link, { trialAt: clock.now + pause, trialUntil: null, trials: Math.min(link.trials + 1, 10) });
}

export function tendTrial(work: Work): void {
  const { link, clock, effects } = work;
  if (link.trialUntil !== null && link.trialUntil <= clock.now) {
    effects.push({ do: "end_trial" });
    planTrial(work);
  } else if (link.trialUntil === null && link.trialAt !== null && link.trialAt <= clock.now) beginTrial(work);
}

/** The page is looked at again, or the network is another one. */
export function hastenTrial({ link, clock }: Work, fresh: boolean): void {
  if (link.via !== "requests" || link.trialAt === null || link.trialUntil !== null) return;
  Object.assign(link, { trialAt: Math.min(link.trialAt, clock.now), trials: fresh ? 0 : link.trials });
}

function beginTrial({ link, clock, effects }: Work): void {
  // A view that waits for its answer would lose it by the change.
  if (Object.values(link.asked).some((question) => question.for === "view")) {
    link.trialAt = clock.now + TRIAL_LATER_MS;
    return;
  }
  link.trialUntil = clock.now + HANDSHAKE_MS;
  effects.push({ do: "try_socket", hello: hello(link) });
}
