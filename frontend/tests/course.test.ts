// How far a goal has come, by the same rules as the server's, and what a good goal lacks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { GoalFields, MilestoneState } from "../src/protocol.ts";
import { advise } from "../src/room/board/advice.ts";
import { type GoalPiece, arrange, insideOf } from "../src/room/board/arrange.ts";
import { courseOf } from "../src/room/board/course.ts";
import { isCheckInDue } from "../src/room/board/due.ts";
import { checkedIn, goal, milestone, piecesOf, task } from "./board_builders.ts";

const MEASURED = { measure: "number", baseline: 0, target: 10, starts_on: "2026-01-01", due_on: "2026-01-11" } as const;

interface Example {
  name: string;
  today: string;
  goal: GoalFields;
  check_ins: { confidence: number; value: number | null }[];
  milestones: MilestoneState[];
  expected: { progress: number | null; elapsed: number | null; at_risk: boolean };
}

function course(fields: GoalFields, today: string, ...inside: Parameters<typeof piecesOf>) {
  const board = arrange(piecesOf(goal("g", fields), ...inside));
  return courseOf(board.goals.get("g")!, insideOf(board, "g"), today);
}

const EXAMPLES = JSON.parse(readFileSync(new URL("fixtures/course.json", import.meta.url), "utf8")) as Example[];

for (const { name, today, goal: fields, check_ins, milestones, expected } of EXAMPLES) {
  test(`as on the server: ${name}`, () => {
    const said = check_ins.map(({ confidence, value }, no) => checkedIn(`k${no}`, confidence, value));
    const { progress, elapsed, isAtRisk } = course(fields, today, ...said, ...milestones.map((state, no) => milestone(`m${no}`, state)));

    const near = (share: number | null) => share && Math.round(share * 1e9) / 1e9;
    assert.deepEqual({ progress: near(progress), elapsed: near(elapsed), at_risk: isAtRisk }, expected);
  });
}

test("a date that has passed is told, and nothing is at risk any more once it is done", () => {
  assert.equal(course(MEASURED, "2026-02-01").isOverdue, true);
  const done = course({ ...MEASURED, finished_at: "2026-01-05T10:00:00.000Z" } as GoalFields, "2026-02-01", checkedIn("a", 2, 1));
  assert.deepEqual([done.isOverdue, done.isAtRisk], [false, false]);
});

interface Advised {
  goal: GoalFields;
  milestones: number;
  tasks: number;
  expected: string[];
}

const ADVISED = JSON.parse(readFileSync(new URL("fixtures/advice.json", import.meta.url), "utf8")) as Advised[];

test("advice is what the server's would be", () => {
  for (const { goal: fields, milestones, tasks, expected } of ADVISED) {
    const inside = insideOf(arrange(piecesOf()), "g");
    const filled = { ...inside, milestones: Array(milestones).fill(milestone("m", "planned")), tasks: Array(tasks).fill(task("t")) };
    assert.deepEqual(advise(goal("g", fields) as GoalPiece, filled, "promoted, appointed"), expected);
  }
});

test("a check-in is due from the nudge until somebody checks in", () => {
  const nudged = { ...goal("g"), nudged_at: "2026-01-05T10:00:00.000Z" } as GoalPiece;
  const inside = (at: string) => insideOf(arrange(piecesOf(nudged, { ...checkedIn("a", 5), at })), "g");

  assert.deepEqual([isCheckInDue(nudged, inside("2026-01-04")), isCheckInDue(nudged, inside("2026-01-06"))], [true, false]);
});
