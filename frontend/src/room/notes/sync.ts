// How one copy of a note and the site's come together, as a pure function: step(sync, input) -> effects.
// Changes wait here until the site has stored them, one request at a time. Not here: documents, timers, requests (copy).
import { type Doc, decodeStateVector, encodeStateAsUpdate, encodeStateVector, mergeUpdates } from "yjs";
import type { ErrorView } from "../../protocol.ts";
import { partsOf } from "./parts.ts";

/** Typing is gathered for this long, so that a word is one change and not eight. */
const GATHER_MS = 120;
const AGAIN_MS = 1_000;
const COME_AGAIN = new Set(["unavailable", "too_fast", "behind", "internal"]);

export interface Sync {
  /** Away: the site does not know that the note is open here. Stopped: it will not have it. */
  readonly phase: "away" | "opening" | "open" | "stopped";
  /** Changes made here that nobody has, oldest first. */
  readonly waiting: readonly Uint8Array[];
  /** What is under way, and may or may not have been stored. */
  readonly sending: Uint8Array | null;
  /** The number of the newest update that came without a gap. */
  readonly no: number;
  /** Whether the note was ever read; before, nothing can be written. */
  readonly isRead: boolean;
  /** Why the last change was not stored. */
  readonly error: ErrorView | null;
  readonly sendAt: number | null;
  readonly openAt: number | null;
  /** A change was refused as misshapen, and nothing has been stored since. */
  readonly isDoubted: boolean;
}

/** The next state in the making. */
type Draft = { -readonly [Key in keyof Sync]: Sync[Key] } & { waiting: Uint8Array[] };

export type Input =
  | { on: "opened_room" }
  | { on: "lost" }
  | { on: "behind" }
  /** The note as the site has it, and what this copy has beyond that, if anything. */
  | { on: "read"; no: number; update: Uint8Array; beyond: Uint8Array | null }
  | { on: "not_read"; error: ErrorView }
  | { on: "changed"; update: Uint8Array }
  | { on: "heard"; no: number; update: Uint8Array }
  | { on: "stored" }
  | { on: "not_stored"; error: ErrorView }
  /** The page may be gone in a moment. */
  | { on: "hurry" }
  | { on: "tick" };

export type Effect = { do: "open" } | { do: "send"; update: Uint8Array } | { do: "apply"; update: Uint8Array };

export function newSync(): Sync {
  return {
    phase: "away", waiting: [], sending: null, no: 0, isRead: false, error: null, sendAt: null, openAt: null, isDoubted: false,
  };
}

export function step(sync: Sync, input: Input, now: number): [Sync, Effect[]] {
  const next = { ...sync, waiting: [...sync.waiting] };
  return [next, take(next, input, now)];
}

function take(sync: Draft, input: Input, now: number): Effect[] {
  switch (input.on) {
    case "opened_room": return sync.phase === "away" ? open(sync) : [];
    case "lost": return leave(sync);
    case "behind": return sync.phase === "open" ? open(sync) : [];
    case "read": return read(sync, input, now);
    case "not_read": return notRead(sync, input.error, now);
    case "changed": return changed(sync, input.update, now);
    case "heard": return heard(sync, input);
    case "stored": return stored(sync, now);
    case "not_stored": return notStored(sync, input.error, now);
    case "hurry": return hurry(sync, now);
    case "tick": return tick(sync, now);
  }
}

/** When it next needs a tick. */
export function nextAlarm(sync: Sync): number | null {
  if (sync.phase === "opening" && sync.openAt !== null) return sync.openAt;
  return sync.phase === "open" && !sync.sending ? sync.sendAt : null;
}

export function isSaved(sync: Sync): boolean {
  return sync.waiting.length === 0 && sync.sending === null;
}

/** What a copy has that the site, by its vector, has not; all of it when the site has gone back in time. */
export function beyond(doc: Doc, vector: Uint8Array, wentBack: boolean): Uint8Array | null {
  const there = decodeStateVector(vector);
  const here = decodeStateVector(encodeStateVector(doc));
  const isMore = [...here].some(([client, clock]) => clock > (there.get(client) ?? 0));
  return isMore || wentBack ? encodeStateAsUpdate(doc, vector) : null;
}

function open(sync: Draft): Effect[] {
  Object.assign(sync, { phase: "opening", openAt: null });
  return [{ do: "open" }];
}

function leave(sync: Draft): Effect[] {
  if (sync.phase !== "stopped") Object.assign(sync, { phase: "away", openAt: null });
  return [];
}

function read(sync: Draft, input: Extract<Input, { on: "read" }>, now: number): Effect[] {
  if (sync.phase !== "opening") return [];
  Object.assign(sync, { phase: "open", no: input.no, isRead: true });
  // All that the site lacks is in there, whatever was waiting; deletions alone do not show in what a copy has.
  if (input.beyond && !sync.sending) sync.waiting = [input.beyond];
  if (sync.waiting.length > 0) sync.sendAt ??= now;
  return [{ do: "apply", update: input.update }, ...tick(sync, now)];
}

function notRead(sync: Draft, error: ErrorView, now: number): Effect[] {
  if (sync.phase !== "opening") return [];
  if (COME_AGAIN.has(error.code)) sync.openAt = now + (error.retry_ms ?? AGAIN_MS);
  else Object.assign(sync, { phase: "stopped", error });
  return [];
}

function changed(sync: Draft, update: Uint8Array, now: number): Effect[] {
  sync.waiting.push(update);
  sync.sendAt ??= now + GATHER_MS;
  return [];
}

function heard(sync: Draft, { no, update }: Extract<Input, { on: "heard" }>): Effect[] {
  if (sync.phase !== "open") return [];
  // A whole update may stand for several; whatever else is missing comes with opening the note again.
  const isGap = no > sync.no + 1;
  sync.no = Math.max(sync.no, no);
  return [{ do: "apply", update }, ...(isGap ? open(sync) : [])];
}

function stored(sync: Draft, now: number): Effect[] {
  Object.assign(sync, { sending: null, error: null, isDoubted: false });
  return tick(sync, now);
}

function notStored(sync: Draft, error: ErrorView, now: number): Effect[] {
  if (sync.sending) sync.waiting.unshift(sync.sending);
  sync.sending = null;
  if (COME_AGAIN.has(error.code)) {
    sync.sendAt = now + (error.retry_ms ?? AGAIN_MS);
    return [];
  }
  sync.error = error;
  // The next change may make room; the words stay here meanwhile.
  if (error.code === "too_long") sync.sendAt = null;
  else if (error.code === "bad_shape" && !sync.isDoubted) {
    sync.isDoubted = true;
    return sync.phase === "open" ? open(sync) : [];
  } else sync.phase = "stopped";
  return [];
}

function hurry(sync: Draft, now: number): Effect[] {
  if (sync.sendAt !== null) sync.sendAt = Math.min(sync.sendAt, now);
  return tick(sync, now);
}

function tick(sync: Draft, now: number): Effect[] {
  if (sync.phase === "opening" && sync.openAt !== null && sync.openAt <= now) return open(sync);
  if (sync.phase !== "open" || sync.sending || sync.sendAt === null || sync.sendAt > now) return [];
  sync.sendAt = null;
  if (sync.waiting.length === 0) return [];
  const [first, ...rest] = partsOf(mergeUpdates(sync.waiting));
  Object.assign(sync, { sending: first, waiting: rest, sendAt: rest.length ? now : null });
  return [{ do: "send", update: first! }];
}
