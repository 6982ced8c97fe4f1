// The room's reducer: snapshot and events meet, windows turn and trim, presence and typing come and go.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyEvent, ChangedData } from "../src/protocol.ts";
import type { News } from "../src/live/link.ts";
import { fromSnapshot, reduce, type RoomState } from "../src/room/store.ts";
import { card, event, message, MIA, NOAH, snapshot } from "./builders.ts";
import { ROOM } from "./model_server.ts";

function open(count: number, from = 1): RoomState {
  return fromSnapshot(snapshot(Array.from({ length: count }, (_, i) => message(from + i))), MIA);
}

function hear(state: RoomState, news: News, now = 0): RoomState {
  return reduce(state, { type: "news", news, now });
}

function happen(state: RoomState, ...events: AnyEvent[]): RoomState {
  return events.reduce((next, one) => hear(next, { type: "event", event: one }), state);
}

function page(from: number, to: number, more: { earlier?: boolean; later?: boolean } = {}) {
  const messages = Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
  return { messages, quoted: [], people: [], earlier: from > 1, later: false, ...more };
}

function numbers(state: RoomState): string {
  return `${state.messages[0]?.no}-${state.messages.at(-1)?.no} (${state.messages.length})`;
}

test("old snapshot and events make the new snapshot, for every verb", () => {
  const events = [
    event("message.sent", 3, { message: message(3) }),
    event("message.edited", 4, { message: "m1", text: "New", version: 2, edited_at: "2026-03-02T11:00:00.000Z" }),
    event("reaction.added", 5, { message: "m2", emoji: "👍" }),
    event("reaction.added", 6, { message: "m2", emoji: "👍" }, { by: MIA }),
    event("reaction.added", 7, { message: "m3", emoji: "🎉" }),
    event("reaction.removed", 8, { message: "m3", emoji: "🎉" }),
    event("message.sent", 9, { message: message(4) }),
    event("message.deleted", 10, { message: "m4", deleted_by: NOAH }),
    event("member.joined", 11, { person: card("omar") }),
    event("event.noted", 12, {}),
    event("member.left", 13, { person: "omar" }),
    event("room.closed", 14, { closed: true }),
  ];
  const expected = fromSnapshot(snapshot([
    message(1, { text: "New", version: 2, edited_at: "2026-03-02T11:00:00.000Z" }),
    message(2, { reactions: [{ emoji: "👍", people: [NOAH, MIA] }] }),
    message(3),
    message(4, { text: "", deleted_by: NOAH }),
  ], { closed: true, read_no: 2 }), MIA);

  const after = happen(open(2), ...events);

  const { omar, ...people } = after.people;
  assert.deepEqual({ ...after, people, newAfter: null }, { ...expected, newAfter: null });
  assert.equal(omar?.member, false);
});

test("an event that is in the snapshot already changes nothing", () => {
  const once = happen(open(1), event("reaction.added", 2, { message: "m1", emoji: "👍" }), event("message.sent", 3, { message: message(2) }));

  const twice = happen(once, event("reaction.added", 2, { message: "m1", emoji: "👍" }), event("message.sent", 3, { message: message(2) }));

  assert.deepEqual(twice, once);
});

test("what lies ahead is what the newest event says of it", () => {
  const outlook = { pause: { by: MIA, at: "", until: null }, closing: null };

  const resting = happen(open(1), event("room.paused", 2, { outlook }));
  const going = happen(resting, event("room.resumed", 3, { outlook: null }));

  assert.deepEqual([resting.outlook, going.outlook], [outlook, null]);
});

test("deleting and editing also change what quotes show", () => {
  const quoting = reduce(open(2, 60), { type: "looked_up", page: page(7, 8) });

  const after = happen(quoting, event("message.deleted", 62, { message: "m7", deleted_by: NOAH }), event("message.edited", 63, { message: "m8", text: "New", version: 2, edited_at: "" }));

  assert.deepEqual([after.quoted["m7"]?.text, after.quoted["m7"]?.deleted_by, after.quoted["m8"]?.text], ["", NOAH, "New"]);
});

test("earlier pages go on top, and the window lets go of what is far away", () => {
  let state = open(50, 401);
  for (let first = 351; first >= 1; first -= 50) state = reduce(state, { type: "page", page: page(first, first + 49), place: "top" });

  const trimmed = reduce(state, { type: "trim", side: "bottom" });

  assert.deepEqual([numbers(state), numbers(trimmed), trimmed.later], ["1-450 (450)", "1-400 (400)", true]);
});

test("while later messages are not shown, a new one only counts", () => {
  const away = reduce(open(50, 51), { type: "page", page: page(1, 40, { later: true }), place: "around" });

  const after = happen(away, event("message.sent", 101, { message: message(101) }));

  assert.deepEqual([numbers(after), after.messageNo], ["1-40 (40)", 101]);
});

test("a page that touches the window joins it; one that does not takes its place", () => {
  const joined = reduce(open(50, 51), { type: "page", page: page(30, 60, { later: true }), place: "around" });
  const replaced = reduce(open(50, 501), { type: "page", page: page(30, 60, { later: true }), place: "around" });

  assert.deepEqual([numbers(joined), joined.earlier, joined.later], ["30-100 (71)", true, false]);
  assert.deepEqual([numbers(replaced), replaced.later], ["30-60 (31)", true]);
});

test("trimming keeps the quotes of what stays", () => {
  const replying = happen(open(401), event("message.sent", 402, { message: message(402, { reply_to: "m1" }) }));

  const trimmed = reduce(replying, { type: "trim", side: "top" });

  assert.deepEqual([numbers(trimmed), Object.keys(trimmed.quoted)], ["3-402 (400)", ["m1"]]);
});

test("presence takes changes in turn, ignores old ones, and knows when it missed one", () => {
  const start = reduce(open(1), { type: "presence", view: { version: 3, count: 1, people: [{ person: NOAH, state: "active" }] } });
  const change = (base: number, version: number, more: Partial<ChangedData> = {}): News =>
    ({ type: "said", said: { type: "presence.changed", room: ROOM, data: { base, version, count: 1, here: [], gone: [], ...more } } });

  const idle = hear(start, change(3, 4, { here: [{ person: NOAH, state: "idle" }] }));
  const old = hear(idle, change(2, 3, { gone: [NOAH] }));
  const skipped = hear(idle, change(6, 7));

  assert.deepEqual(idle.presence, { version: 4, count: 1, people: { noah: "idle" }, isStale: false });
  assert.deepEqual([old.presence, skipped.presence.isStale], [idle.presence, true]);
});

test("typing ends by word, by message, and by itself after six seconds", () => {
  const typing = hear(open(1), { type: "said", said: { type: "typing.started", room: ROOM, data: { person: NOAH } } }, 1_000);

  assert.deepEqual(typing.typing, { noah: 7_000 });
  assert.deepEqual(hear(typing, { type: "said", said: { type: "typing.stopped", room: ROOM, data: { person: NOAH } } }).typing, {});
  assert.deepEqual(happen(typing, event("message.sent", 2, { message: message(2) })).typing, {});
  assert.deepEqual([reduce(typing, { type: "clock", now: 6_999 }).typing, reduce(typing, { type: "clock", now: 7_000 }).typing], [{ noah: 7_000 }, {}]);
});

test("read marks only move forward", () => {
  const mark = (no: number): News => ({ type: "said", said: { type: "room.marked_read", room: ROOM, data: { mark: { person: NOAH, no } } } });

  assert.deepEqual(hear(hear(open(5), mark(4)), mark(2)).marks, { noah: 4 });
});

test("removal of oneself shuts the room, and opening it anew shows it again", () => {
  const gone = happen(open(1), event("member.removed", 2, { person: MIA }));

  const back = hear(gone, { type: "opened", room: ROOM, opened: { mode: "reset", epoch: "epoch", head: 1, events: [], snapshot: snapshot([message(1)]), more: false, presence: null, marks: [], error: null } });

  assert.deepEqual([gone.gone, back.gone], ["left", null]);
});
