// Small boards for the unit tests.
import type { AnyPiece, CheckIn, Column, Goal, Milestone, MilestoneState, Task } from "../src/protocol.ts";
import type { BoardDeed } from "../src/live/link.ts";
import { arrange } from "../src/room/board/arrange.ts";
import type { Pieces } from "../src/room/board/fold.ts";

export const TO_DO = "column-todo";
export const DOING = "column-doing";
export const DONE = "column-done";

export function column(id: string, role: "todo" | "doing" | "done", position: string): Column {
  return { kind: "column", id, version: 0, name: "", hint: null, role, position };
}

export const COLUMNS: readonly Column[] = [column(TO_DO, "todo", "F"), column(DOING, "doing", "V"), column(DONE, "done", "k")];

export function goal(id: string, more: Partial<Goal> = {}): Goal {
  return {
    kind: "goal", id, version: 1, title: id, why: "", skill: null, level_now: null, level_wanted: null, measure: null, unit: "",
    baseline: null, target: null, starts_on: "2026-01-01", due_on: null, success: "", first_step: "", obstacles: "", help_wanted: "",
    cadence: "none", state: "active", owner: "noah", by: "noah", at: "2026-01-01T10:00:00.000Z", column: TO_DO, position: "V", moved_by: null,
    moved_at: null, finished_at: null, declined_because: "", agreed_by: [], visibility: "room", nudged_at: null, ...more,
  };
}

export function milestone(id: string, state: MilestoneState): Milestone {
  return { kind: "milestone", id, goal: "g", version: 1, title: id, due_on: null, state, why: "", at: id, done_at: null };
}

export function task(id: string): Task {
  return { kind: "task", id, goal: "g", version: 1, title: id, assignee: null, due_on: null, is_done: false, at: id, done_at: null };
}

export function checkedIn(id: string, confidence: number, value: number | null = null): CheckIn {
  return { kind: "check_in", id, goal: "g", version: 1, by: "noah", at: id, value, confidence, blocker: "", help_wanted: "" };
}

export function piecesOf(...pieces: AnyPiece[]): Pieces {
  return new Map(pieces.map((piece) => [piece.id, piece]));
}

/** A deed on the board as somebody sees it; what it makes and writes bears the mark. */
export function someDeed(shown: Pieces, chance: () => number, { mark, head }: { mark: string; head: number }): BoardDeed {
  const board = arrange(shown);
  const goals = [...board.goals.keys()];
  const goal = goals[Math.floor(chance() * goals.length)];
  const column = COLUMNS[Math.floor(chance() * 3)]!.id;
  const after = goals[Math.floor(chance() * goals.length)] ?? null;
  if (!goal || chance() < 0.25) return { type: "goal.add", data: { goal: `goal ${mark}`, fields: { title: mark }, column, after } };
  const deeds: BoardDeed[] = [
    { type: "goal.move", data: { goal, column, after } },
    { type: "goal.move", data: { goal, column, after: null } },
    { type: "goal.edit", data: { goal, base: 0, fields: { title: mark } } },
    { type: "goal.edit", data: { goal, base: 0, fields: { why: mark } } },
    { type: "task.add", data: { task: `task ${mark}`, goal, fields: { title: mark } } },
    { type: "goal.archive", data: { goal, base: 0 } },
    { type: "goal.restore", data: { goal } },
    { type: "goal.erase", data: { goal, base: 0 } },
    { type: "goal.undo", data: { seq: Math.max(1, Math.ceil(chance() * head)) } },
  ];
  return deeds[Math.floor(chance() * deeds.length)]!;
}

export function sorted(pieces: Pieces): AnyPiece[] {
  return [...pieces.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
