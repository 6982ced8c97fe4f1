// Where a dragged card would land: both axes, ends, empty lists; and how edges scroll.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Box, type Lane, landing, markOf, scrollStep } from "../src/ui/drop.ts";

function box(left: number, top: number, width: number, height: number): Box {
  return { left, top, right: left + width, bottom: top + height };
}

const SIDE_BY_SIDE: Lane[] = [
  { id: "todo", box: box(0, 0, 100, 400), items: [box(0, 40, 100, 50), box(0, 100, 100, 50)] },
  { id: "doing", box: box(110, 0, 100, 400), items: [] },
];
const STACKED: Lane[] = [
  { id: "todo", box: box(0, 0, 300, 120), items: [box(0, 40, 300, 50)] },
  { id: "doing", box: box(0, 140, 300, 120), items: [box(0, 180, 300, 50)] },
];

function at(x: number, y: number, lanes: Lane[]): string {
  const found = landing(x, y, lanes);
  return `${found?.lane.id} ${found?.index}`;
}

test("a card lands before the first one whose middle lies below the pointer", () => {
  assert.deepEqual([at(50, 10, SIDE_BY_SIDE), at(50, 70, SIDE_BY_SIDE), at(50, 130, SIDE_BY_SIDE)], ["todo 0", "todo 1", "todo 2"]);
});

test("lists are found on both axes, and the nearest one beside them", () => {
  assert.deepEqual([at(150, 300, SIDE_BY_SIDE), at(108, 20, SIDE_BY_SIDE), at(50, 190, STACKED)], ["doing 0", "doing 0", "doing 0"]);
  assert.deepEqual([at(-40, 60, STACKED), at(150, 900, STACKED)], ["todo 0", "doing 1"]);
});

test("without a list there is no landing", () => {
  assert.equal(landing(0, 0, []), null);
});

test("the mark lies between its neighbours, and at the edge of a list without any", () => {
  const marks = [[50, 10], [50, 80], [50, 390], [150, 10]].map(([x, y]) => markOf(landing(x!, y!, SIDE_BY_SIDE)!));

  assert.deepEqual(marks, [
    { left: 0, top: 36, width: 100 }, { left: 0, top: 95, width: 100 }, { left: 0, top: 154, width: 100 }, { left: 110, top: 4, width: 100 },
  ]);
});

test("an edge scrolls the faster the nearer the pointer is, and the middle not at all", () => {
  assert.deepEqual([scrollStep(0, 0, 400), scrollStep(24, 0, 400), scrollStep(200, 0, 400), scrollStep(376, 0, 400), scrollStep(500, 0, 400)], [-14, -7, 0, 7, 14]);
});
