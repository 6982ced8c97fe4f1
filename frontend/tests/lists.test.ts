// The rooms list, mentions and marks around a selection: small pure rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomLine } from "../src/protocol.ts";
import { candidates, complete, mentionAt } from "../src/room/chat/mention.ts";
import { wrapped } from "../src/room/chat/marks.ts";
import { heed, moved, nextUnread, totalUnread } from "../src/rooms-list/lines.ts";
import { newId } from "../src/live/ids.ts";
import { card, message, sent } from "./builders.ts";
import { ROOM } from "./model_server.ts";

function line(id: string, message_no = 0, read_no = 0): RoomLine {
  return { id, kind: "group", title: id, message_no, read_no };
}

test("unread is what was sent after what was read", () => {
  assert.equal(totalUnread([line("a", 5, 2), line("b", 3, 3), line("c", 1, 4)]), 3);
});

test("a message counts, an own one is read, and numbers never go back", () => {
  const lines = [line(ROOM, 4, 4)];
  const own = { ...sent(5, { by: "mia" }), data: { message: message(5, { by: "mia" }) } } as ReturnType<typeof sent>;

  assert.equal(totalUnread(heed(lines, { type: "event", event: sent(5) }, "mia")), 1);
  assert.equal(totalUnread(heed(lines, { type: "event", event: own }, "mia")), 0);
  assert.deepEqual(moved(lines, ROOM, 2, 1), lines);
});

test("another tab that read tells this one", () => {
  const lines = heed([line(ROOM, 4, 1)], { type: "said", said: { type: "room.moved", room: ROOM, data: { message_no: 4, read_no: 4 } } }, "mia");

  assert.equal(totalUnread(lines), 0);
});

test("the next unread room goes round in both directions", () => {
  const lines = [line("a", 1), line("b"), line("c", 2), line("d")];

  assert.deepEqual([nextUnread(lines, "b", 1)?.id, nextUnread(lines, "b", -1)?.id, nextUnread(lines, "d", 1)?.id, nextUnread(lines, null, 1)?.id, nextUnread(lines, null, -1)?.id], ["c", "a", "a", "a", "c"]);
  assert.equal(nextUnread([line("a", 1)], "a", 1), null);
});

test("a mention begins after a blank and reaches over one space", () => {
  assert.deepEqual([mentionAt("hello @no", 9), mentionAt("@", 1), mentionAt("mail@no", 7), mentionAt("@noah be", 8), mentionAt("@noah is it", 11)], ["no", "", null, "noah be", null]);
});

test("names are offered by the beginning of any of their words, and completed", () => {
  const people = [card("1", { name: "Noah Berger" }), card("2", { name: "Mia Noack" }), card("3", { name: "Omar" })];

  assert.deepEqual(candidates(people, "no").map((one) => one.id), ["1", "2"]);
  assert.deepEqual(complete("see @no today", 7, "Noah Berger"), ["see @Noah Berger today", 17]);
});

test("marks go around the selection and off again", () => {
  const once = wrapped({ text: "a word", start: 2, end: 6 }, "**");

  assert.deepEqual(once, { text: "a **word**", start: 4, end: 8 });
  assert.deepEqual(wrapped(once, "**"), { text: "a word", start: 2, end: 6 });
});

test("identifiers are UUIDs of version 7 that sort by time", () => {
  const ids = [newId(1), newId(1_700_000_000_000), newId(1_800_000_000_000)];

  assert.deepEqual(ids.toSorted(), ids);
  assert.match(ids[1]!, /^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
