// How a room's events arrive: in order, each once, gaps asked for again. Not here: what they mean (room/store).
import type { AnyEvent, Cursor, Opened, Reply } from "../protocol.ts";
import { ANSWER_MS, ASK_AGAIN_MS } from "./clock.ts";
import type { Lane } from "./link.ts";
import { type Work, question, remove, send } from "./work.ts";

const HELD_MOST = 300;
const REFUSALS_TO_RETRY = new Set(["unavailable", "too_fast", "behind", "internal"]);

export function begin(work: Work, room: string, cursor: Cursor | null): void {
  setLane(work, room, { cursor, catching: false, askAgainAt: null, held: [] });
  if (work.link.phase === "live") askFor(work, room, "room.open");
}

export function closeLane(work: Work, room: string): void {
  const { [room]: _, ...others } = work.link.lanes;
  work.link.lanes = others;
}

export function arrive(work: Work, event: AnyEvent): void {
  const lane = work.link.lanes[event.room];
  if (!lane) return;
  const next = (lane.cursor?.seq ?? -1) + 1;
  if (lane.cursor && !lane.catching && event.seq === next) return accept(work, lane.cursor, event);
  if (lane.cursor && event.seq < next) return;
  const held = lane.held.length < HELD_MOST ? [...lane.held, event] : lane.held;
  setLane(work, event.room, { ...lane, held });
  if (!lane.catching) catchUp(work, event.room);
}

/** Ask for what is missing, unless that is already under way. */
export function catchUp(work: Work, room: string): void {
  const lane = work.link.lanes[room];
  if (!lane || lane.catching) return;
  askFor(work, room, lane.cursor ? "room.catch_up" : "room.open");
}

export function laneAnswered(work: Work, room: string, reply: Reply): void {
  const slice = reply.data?.opened;
  if (reply.ok && slice) return opened(work, room, slice);
  if (!reply.error || REFUSALS_TO_RETRY.has(reply.error.code)) return later(work, room, reply.error?.retry_ms ?? ASK_AGAIN_MS);
  closeLane(work, room);
  work.effects.push({ do: "tell", news: { type: "denied", room, error: reply.error } });
}

export function retryLanes(work: Work): void {
  for (const [room, lane] of Object.entries(work.link.lanes)) {
    if (lane.askAgainAt === null || lane.askAgainAt > work.clock.now) continue;
    setLane(work, room, { ...lane, catching: false, askAgainAt: null });
    catchUp(work, room);
  }
}

/** A room as the server hands it over: a snapshot, or the events that are missing here. */
export function opened(work: Work, room: string, slice: Opened): void {
  const lane = work.link.lanes[room];
  if (!lane) return;
  if (slice.error) {
    closeLane(work, room);
    work.effects.push({ do: "tell", news: { type: "denied", room, error: slice.error } });
    return;
  }
  const reset = slice.mode === "reset" ? slice.snapshot : null;
  const cursor = reset ? { epoch: slice.epoch, seq: reset.head, tag: reset.tag } : lane.cursor;
  const held = lane.cursor?.epoch === slice.epoch ? lane.held : [];
  setLane(work, room, { cursor, catching: false, askAgainAt: null, held });
  work.effects.push({ do: "tell", news: { type: "opened", room, opened: slice } });
  if (reset) settleBy(work, room, reset.page.messages);
  for (const event of slice.events) arrive(work, event);
  drain(work, room);
  if (slice.more) catchUp(work, room);
  else if (isShort(work.link.lanes[room], slice.head)) later(work, room, ASK_AGAIN_MS);
}

function accept(work: Work, cursor: Cursor, event: AnyEvent): void {
  const lane = work.link.lanes[event.room] as Lane;
  setLane(work, event.room, { ...lane, cursor: { epoch: cursor.epoch, seq: event.seq, tag: event.tag } });
  work.effects.push({ do: "tell", news: { type: "event", event } });
  for (const entry of work.link.outbox) {
    if (entry.room !== event.room) continue;
    const mine = event.by === work.link.person && entry.clientId === event.client_id;
    if (mine || (entry.seq !== null && entry.seq <= event.seq)) remove(work, entry.clientId);
  }
}

/** After a snapshot: entries that it shows, or that were stored before it, have nothing left to wait for. */
function settleBy(work: Work, room: string, messages: readonly { client_id: string | null; by: string }[]): void {
  const shown = new Set(messages.filter((one) => one.by === work.link.person).map((one) => one.client_id));
  const head = work.link.lanes[room]?.cursor?.seq ?? 0;
  for (const entry of work.link.outbox) {
    if (entry.room !== room) continue;
    if (shown.has(entry.clientId) || (entry.seq !== null && entry.seq <= head)) remove(work, entry.clientId);
  }
}

function drain(work: Work, room: string): void {
  const lane = work.link.lanes[room];
  if (!lane || lane.catching || lane.held.length === 0) return;
  setLane(work, room, { ...lane, held: [] });
  for (const event of lane.held.toSorted((a, b) => a.seq - b.seq)) arrive(work, event);
}

function isShort(lane: Lane | undefined, head: number): boolean {
  return !!lane && !lane.catching && (lane.cursor?.seq ?? -1) < head;
}

function later(work: Work, room: string, afterMs: number): void {
  const lane = work.link.lanes[room];
  if (lane) setLane(work, room, { ...lane, catching: true, askAgainAt: work.clock.now + afterMs });
}

function askFor(work: Work, room: string, type: "room.open" | "room.catch_up"): void {
  const lane = work.link.lanes[room] as Lane;
  const ref = question(work, { for: "lane", room, due: work.clock.now + ANSWER_MS });
  if (type === "room.catch_up" && lane.cursor) send(work, { type, ref, room, data: { cursor: lane.cursor } });
  else send(work, { type: "room.open", ref, room, data: { cursor: lane.cursor } });
  setLane(work, room, { ...lane, catching: true });
}

function setLane(work: Work, room: string, lane: Lane): void {
  work.link.lanes = { ...work.link.lanes, [room]: lane };
}
