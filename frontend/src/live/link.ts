// The shapes of the connection: its state, what can happen to it, what it wants done. Not here: how it moves (connection).
import type { AnyCommand, AnyEvent, AnySaid, Cursor, Done, ErrorView, Limits, Opened, WelcomeData } from "../protocol.ts";

export type Phase = "waiting" | "connecting" | "greeting" | "live" | "offline" | "closed";

export type Via = "socket" | "requests";

export interface Link {
  readonly phase: Phase;
  /** What carries the connection now, or shall carry the next one. */
  readonly via: Via;
  /** Attempts with a socket, one after the other, that never became live. */
  readonly failures: number;
  /** When the phase times out; only a closed link has no such time. */
  readonly until: number | null;
  readonly attempt: number;
  readonly liveSince: number;
  /** Since when there has been no live connection; null while there is one. */
  readonly troubledSince: number | null;
  readonly client: string;
  readonly language: string;
  readonly tab: string;
  readonly person: string;
  readonly silenceMs: number;
  readonly frames: number;
  readonly unacked: number;
  readonly ref: number;
  readonly asked: Readonly<Record<number, Question>>;
  readonly lanes: Readonly<Record<string, Lane>>;
  readonly outbox: readonly Entry[];
  readonly limits: Limits;
  readonly stop: { readonly code: number; readonly reason: string } | null;
}

/** One room on this connection: how far its events have come without a gap, and what came too early. */
export interface Lane {
  readonly cursor: Cursor | null;
  readonly catching: boolean;
  readonly askAgainAt: number | null;
  readonly held: readonly AnyEvent[];
}

export type Question = { readonly due: number } & (
  | { readonly for: "view"; readonly token: number }
  | { readonly for: "lane"; readonly room: string }
  | { readonly for: "entry"; readonly clientId: string }
);

type Said<T> = T extends { client_id: string; type: infer K; data: infer D } ? { readonly type: K; readonly data: D } : never;

/** What is to be stored, before it has an id and a number. */
export type Deed = Said<AnyCommand>;
export type BoardDeed = Extract<Deed, { type: `${"goal" | "column" | "milestone" | "task" | "checkin" | "evidence" | "scale"}.${string}` }>;

/** A durable command on its way: queued, sent, stored (its event is still to come) or refused. */
export interface Entry {
  readonly clientId: string;
  readonly room: string;
  readonly deed: Deed;
  readonly at: number;
  readonly kept: boolean;
  readonly state: "queued" | "sent" | "stored" | "refused";
  readonly tries: number;
  readonly notBefore: number;
  readonly seq: number | null;
  readonly error: ErrorView | null;
}

type Unnumbered<T> = T extends { ref: number } ? Omit<T, "ref"> : never;
export type Ask = Unnumbered<Exclude<AnyCommand, { client_id: string }>>;
export type Notice = Extract<AnyCommand, { type: "presence.activity" | "note.caret" | "ack" }>;

export type Input =
  | { on: "opened" }
  | { on: "frame"; size: number; said: readonly AnySaid[] }
  | { on: "closed"; code: number; reason: string }
  /** A socket that was tried beside the requests has taken over, with its welcome. */
  | { on: "switched"; said: readonly AnySaid[] }
  | { on: "tick" }
  | { on: "online" }
  | { on: "offline" }
  | { on: "wake" }
  | { on: "join"; room: string; cursor: Cursor | null }
  | { on: "ask"; token: number; ask: Ask }
  | { on: "notice"; notice: Notice }
  | { on: "write"; entry: Entry }
  | { on: "restore"; entries: readonly Entry[] }
  | { on: "drop"; clientId: string }
  | { on: "cancel"; clientId: string; by: string };

export type News =
  | { type: "welcome"; data: WelcomeData }
  | { type: "opened"; room: string; opened: Opened }
  | { type: "denied"; room: string; error: ErrorView }
  | { type: "event"; event: AnyEvent }
  | { type: "said"; said: Exclude<AnySaid, AnyEvent> };

export type Effect =
  | { do: "connect" }
  | { do: "hang_up" }
  | { do: "send"; commands: readonly AnyCommand[] }
  | { do: "tell"; news: News }
  | { do: "answer"; token: number; done: Done | null; error: ErrorView | null }
  | { do: "keep"; entry: Entry }
  | { do: "forget"; clientId: string };

export function isEvent(said: AnySaid): said is AnyEvent {
  return "seq" in said;
}

export function unavailable(): ErrorView {
  return { code: "unavailable", text: "", retry_ms: null, current: null };
}

type Who = Pick<Link, "client" | "language" | "tab" | "person">;

/** A link that has not yet tried to connect; its first tick does. */
export function newLink(who: Who, limits: Limits, now: number, via: Via): Link {
  return {
    ...who, limits, via, failures: 0, phase: "waiting", until: now, attempt: 0, liveSince: 0, troubledSince: now, silenceMs: 60_000,
    frames: 0, unacked: 0, ref: 1, asked: {}, lanes: {}, outbox: [], stop: null,
  };
}

export function newEntry(clientId: string, room: string, deed: Deed, more: { at: number; kept: boolean }): Entry {
  return { clientId, room, deed, ...more, state: "queued", tries: 0, notBefore: 0, seq: null, error: null };
}
