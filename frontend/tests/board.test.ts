// The fold of a board, places in columns, what is told about others' changes, and taking back.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Changes, Goal } from "../src/protocol.ts";
import type { BoardDeed } from "../src/live/link.ts";
import { arrange, before, seenVersion } from "../src/room/board/arrange.ts";
import { PENDING, type Pieces, apply, inverse } from "../src/room/board/fold.ts";
import { guess } from "../src/room/board/guess.ts";
import { between } from "../src/room/board/positions.ts";
import { type BoardEvent, type Touches, goalOf, overwritten, subjectOf, touched, touchesSince } from "../src/room/board/touches.ts";
import { newest, noted, stored, wanted, without } from "../src/room/board/undo.ts";
import { COLUMNS, DOING, DONE, TO_DO, checkedIn, goal, piecesOf, task } from "./board_builders.ts";
import { event } from "./builders.ts";

const DOER = { me: "noah", at: "2026-03-02T10:00:00.000Z", inverses: new Map<number, Changes>() };

function titles(pieces: Pieces, column = TO_DO): string {
  return (arrange(pieces).cards.get(column) ?? []).map((one) => one.title).join(" ");
}

function after(pieces: Pieces, ...deeds: BoardDeed[]): Pieces {
  return deeds.reduce((now, deed) => apply(now, guess(deed, now, DOER), PENDING), pieces);
}

const THREE = piecesOf(...COLUMNS, goal("a", { position: "F" }), goal("b", { position: "V" }), goal("c", { position: "k" }));

test("a change that is not newer than the piece, or of a piece that is not there, is passed over", () => {
  const pieces = piecesOf(goal("a", { version: 5 }));

  const next = apply(pieces, { changed: [{ kind: "goal", id: "a", version: 5, title: "Old" }, { kind: "goal", id: "b", title: "None" }], gone: ["a"] }, 5);

  assert.deepEqual(next, pieces);
});

test("events may be applied twice", () => {
  const changes: Changes = { made: [goal("b", { version: 6 })], changed: [{ kind: "goal", id: "a", version: 6, title: "New" }], gone: ["c"] };

  const once = apply(THREE, changes, 6);

  assert.deepEqual(apply(once, changes, 6), once);
  assert.equal((once.get("a") as Goal).title, "New");
});

test("the inverse of changes restores the fields that they touched", () => {
  const changes = guess({ type: "goal.move", data: { goal: "a", column: DONE, after: null } }, THREE, DOER);

  const back = apply(apply(THREE, changes, PENDING), inverse(THREE, changes), PENDING);

  assert.deepEqual(back, THREE);
  assert.deepEqual(inverse(THREE, { gone: ["a"], made: [goal("z")] }), { made: [THREE.get("a")], changed: [], gone: ["z"] });
});

test("cards are moved behind another, first, last, and into other columns", () => {
  const move = (id: string, column: string, behind: string | null): BoardDeed => ({ type: "goal.move", data: { goal: id, column, after: behind } });

  assert.equal(titles(after(THREE, move("a", TO_DO, "b"))), "b a c");
  assert.equal(titles(after(THREE, move("c", TO_DO, null))), "c a b");
  assert.equal(titles(after(THREE, move("a", TO_DO, "gone"))), "b c a");
  assert.equal(titles(after(THREE, move("a", DOING, null), move("b", DOING, "a")), DOING), "a b");
});

test("a goal that comes to the last column is finished, and one that leaves it is not", () => {
  const done = after(THREE, { type: "goal.move", data: { goal: "a", column: DONE, after: null } });
  const back = after(done, { type: "goal.move", data: { goal: "a", column: TO_DO, after: null } });

  assert.deepEqual([(done.get("a") as Goal).finished_at, (back.get("a") as Goal).finished_at], [DOER.at, null]);
});

test("own goals go last in the first column, or where they were written", () => {
  const added = after(THREE, { type: "goal.add", data: { goal: "d", fields: { title: "d" } } }, { type: "goal.add", data: { goal: "e", fields: { title: "e" }, column: TO_DO, after: "a" } });

  assert.equal(titles(added), "a e b c d");
});

test("every deed can be guessed on an empty board", () => {
  const deeds: BoardDeed[] = [
    { type: "goal.accept", data: { goal: "x", base: 1 } }, { type: "goal.restore", data: { goal: "x" } },
    { type: "goal.unlink", data: { goal: "x", message: "m" } }, { type: "goal.share", data: { goal: "x", agreed: true } },
    { type: "goal.undo", data: { seq: 3 } }, { type: "column.remove", data: { column: "x", base: 1 } },
  ];

  assert.deepEqual(after(piecesOf(), ...deeds), piecesOf());
});

test("an erased goal takes along what is inside it", () => {
  const pieces = piecesOf(...COLUMNS, goal("g"), task("t"), checkedIn("k", 5));

  assert.deepEqual([...after(pieces, { type: "goal.erase", data: { goal: "g", base: 1 } }).keys()], COLUMNS.map((one) => one.id));
});

test("keys always lie between their neighbours", () => {
  const ends: [string, string][] = [["", ""], ["V", ""], ["", "1"], ["A", "B"], ["A", "A1"], ["Az", "B"], ["z", ""], ["", "01"]];

  for (const [left, right] of ends) {
    const key = between(left, right);
    assert.ok(key > left && (!right || key < right), `${left} < ${key} < ${right}`);
  }
});

test("what stands before a place does not count the card itself", () => {
  const board = arrange(THREE);

  assert.deepEqual([before(board, "a", { column: TO_DO, index: 0 }), before(board, "a", { column: TO_DO, index: 1 }), before(board, "a", { column: TO_DO, index: Infinity })], [null, "b", "c"]);
});

test("what was seen of a goal is the newest version in it", () => {
  assert.equal(seenVersion(arrange(piecesOf(goal("g", { version: 3 }), { ...task("t"), version: 9 })), "g"), 9);
});

function edited(seq: number, by: string, fields: Partial<Goal>, over: string[] = []): BoardEvent {
  return event("goal.edited", seq, { changed: [{ kind: "goal", id: "a", version: seq, ...fields }], over }, { by }) as BoardEvent;
}

test("who wrote over whose words is known from what happened before", () => {
  const first = edited(7, "mia", { title: "Hers" });
  const touches = touched(new Map(), "a", first);
  const pieces = apply(THREE, first.data, 7);

  const overs = overwritten(edited(8, "noah", { title: "His" }, ["title"]), pieces, touches);

  assert.deepEqual(overs, [{ seq: 8, goal: "a", piece: "a", kind: "goal", field: "title", was: "Hers", by: "noah", wasBy: "mia" }]);
  assert.deepEqual(touchesSince(touches, "a", 6, "noah").map((touch) => touch.fields), [["title"]]);
  assert.deepEqual([touchesSince(touches, "a", 7, "noah"), touchesSince(touches, "a", 6, "mia")], [[], []]);
});

test("who named a column over whom is known as well", () => {
  const named = (seq: number, by: string, id: string, name: string, over: string[] = []) =>
    event("column.edited", seq, { changed: [{ kind: "column", id, version: seq, name }], over }, { by }) as BoardEvent;
  const pieces = piecesOf(...COLUMNS);
  const [first, other] = [named(7, "mia", TO_DO, "Next"), named(8, "noah", DOING, "Now")];
  const touches = [first, other].reduce((all, one) => touched(all, subjectOf(one, pieces), one), new Map() as Touches);

  const overs = overwritten(named(9, "noah", TO_DO, "Soon", ["name"]), apply(pieces, first.data, 7), touches);

  assert.deepEqual(overs, [{ seq: 9, goal: TO_DO, piece: TO_DO, kind: "column", field: "name", was: "Next", by: "noah", wasBy: "mia" }]);
});

test("an event tells which goal it is about", () => {
  const pieces = piecesOf(...COLUMNS, goal("g"), task("t"));

  assert.equal(goalOf(event("task.removed", 5, { gone: ["t"] }) as BoardEvent, pieces), "g");
  assert.equal(goalOf(event("column.edited", 5, { changed: [{ kind: "column", id: TO_DO, name: "New" }] }) as BoardEvent, pieces), "");
  assert.equal(goalOf(event("goal.erased", 5, { gone: ["g", "t"] }) as BoardEvent, pieces), "g");
});

test("steps are taken back from the newest on, once", () => {
  const steps = stored(noted(noted([], "one", "First"), "two", "Second"), "one", 4, { gone: ["a"] });

  assert.equal(newest(steps)?.clientId, "two");
  assert.equal(newest(wanted(steps, "two"))?.seq, 4);
  assert.equal(newest(without(wanted(steps, "two"), "one")), undefined);
});
