// Rows of the log: days by the reader's zone, the "New" line, groups, pending lines and what they overlay.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deed, newEntry } from "../src/live/link.ts";
import { byDay, rows } from "../src/room/rows.ts";
import { fromSnapshot } from "../src/room/store.ts";
import { dayName, dayOf } from "../src/ui/time.ts";
import { message, MIA, NOAH, sending, snapshot } from "./builders.ts";
import { ROOM } from "./model_server.ts";

const BERLIN = { language: "en-GB", timeZone: "Europe/Berlin" };
const AUCKLAND = { language: "en-GB", timeZone: "Pacific/Auckland" };

function at(...moments: string[]) {
  return fromSnapshot(snapshot(moments.map((moment, i) => message(i + 1, { at: moment }))), MIA);
}

function brief(state: ReturnType<typeof at>, outbox: Parameters<typeof rows>[1] = [], zone = BERLIN): string[] {
  return rows(state, outbox, zone).map((row) => {
    switch (row.kind) {
      case "day": return row.day;
      case "new": return "New";
      case "message": return `${row.isHead ? "# " : ""}${row.message.text}`;
      case "pending": return `${row.isHead ? "# " : ""}${row.entry.clientId}?`;
    }
  });
}

test("midnight parts the days in the reader's zone", () => {
  const state = at("2026-03-02T22:59:00Z", "2026-03-02T23:01:00Z");

  assert.deepEqual(brief(state), ["2026-03-02", "# Text 1", "2026-03-03", "# Text 2"]);
  assert.deepEqual(brief(state, [], AUCKLAND), ["2026-03-03", "# Text 1", "Text 2"]);
});

test("a day with a changing clock is one day", () => {
  const spring = at("2026-03-28T23:30:00Z", "2026-03-29T00:59:00Z", "2026-03-29T01:01:00Z", "2026-03-29T21:59:00Z", "2026-03-29T22:01:00Z");
  const autumn = at("2026-10-24T22:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:00Z", "2026-10-25T23:01:00Z");

  assert.deepEqual(byDay(rows(spring, [], BERLIN)).map(({ day, rows: all }) => [day, all.length]), [["2026-03-29", 4], ["2026-03-30", 1]]);
  assert.deepEqual(byDay(rows(autumn, [], BERLIN)).map(({ day, rows: all }) => [day, all.length]), [["2026-10-25", 4], ["2026-10-26", 1]]);
});

test("one author within five minutes is one group", () => {
  assert.deepEqual(brief(at("2026-03-02T10:00:00Z", "2026-03-02T10:04:59Z", "2026-03-02T10:09:59Z")), ["2026-03-02", "# Text 1", "Text 2", "# Text 3"]);
});

test("the New line stands before the first unread message of others and starts a group", () => {
  const state = { ...at("2026-03-02T10:00:00Z", "2026-03-02T10:01:00Z"), newAfter: 1 };

  assert.deepEqual(brief(state), ["2026-03-02", "# Text 1", "New", "# Text 2"]);
  assert.deepEqual(brief({ ...state, me: NOAH }), ["2026-03-02", "# Text 1", "Text 2"]);
});

test("pending lines stand below everything confirmed, in the order of writing", () => {
  const state = at("2026-03-02T10:09:00Z");
  const outbox = [sending("first", Date.parse("2026-03-02T10:00:00Z")), sending("second", Date.parse("2026-03-02T10:01:00Z"))];

  assert.deepEqual(brief(state, outbox), ["2026-03-02", "# Text 1", "# first?", "second?"]);
});

test("an own event takes the place of its pending line, under the same key", () => {
  const pending = rows(at(), [sending("mine", Date.parse("2026-03-02T10:00:00Z"))], BERLIN);
  const confirmed = fromSnapshot(snapshot([message(1, { by: MIA, client_id: "mine" })]), MIA);
  const both = rows(confirmed, [sending("mine")], BERLIN);

  assert.deepEqual(pending.map((row) => row.key), ["day 2026-03-02", "mine"]);
  assert.deepEqual(both.map((row) => [row.kind, row.key]), [["day", "day 2026-03-02"], ["message", "mine"]]);
});

test("own deeds show before they are stored, refused ones do not", () => {
  const state = at("2026-03-02T10:00:00Z", "2026-03-02T10:01:00Z");
  const deed = (clientId: string, what: Deed) => newEntry(clientId, ROOM, what, { at: 0, kept: false });
  const outbox = [
    deed("one", { type: "reaction.add", data: { message: "m1", emoji: "👍" } }),
    deed("two", { type: "message.edit", data: { message: "m1", text: "New", base: 1 } }),
    { ...deed("three", { type: "message.delete", data: { message: "m2" } }), state: "refused" as const },
  ];

  const [, first, second] = rows(state, outbox, BERLIN);

  assert.deepEqual(first?.kind === "message" && [first.message.text, first.message.reactions, first.edit?.clientId], ["New", [{ emoji: "👍", people: [MIA] }], "two"]);
  assert.equal(second?.kind === "message" && second.message.deleted_by, null);
});

test("days are called today, yesterday, or by their name", () => {
  const words = { today: "Today", yesterday: "Yesterday" };
  const now = Date.parse("2026-03-29T22:30:00Z");
  const names = ["2026-03-30", "2026-03-29", "2026-03-02", "2025-12-31"].map((day) => dayName(day, now, BERLIN, words));

  assert.deepEqual(names, ["Today", "Yesterday", "Monday 2 March", "Wednesday, 31 December 2025"]);
});

test("an unknown zone is read as UTC", () => {
  assert.equal(dayOf(Date.parse("2026-03-02T23:30:00Z"), { language: "en", timeZone: "Nowhere/At_All" }), "2026-03-02");
});
