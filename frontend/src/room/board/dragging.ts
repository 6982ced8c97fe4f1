// How cards are dragged between columns: what can be picked up, where it can land. Not here: pointers (ui/drag).
import type { Plan } from "../../ui/drag.ts";
import type { Lane } from "../../ui/drop.ts";
import { moveTo } from "./deeds.ts";
import type { BoardModel } from "./model.ts";

const HOLDS_STILL = "input, textarea, select, .menu, .notice";

export function dragPlan(root: HTMLElement, board: BoardModel): Plan {
  return {
    pick: (target) => (target.closest(HOLDS_STILL) ? null : target.closest<HTMLElement>(".columns [data-goal]")),
    lanes: (item) => [...root.querySelectorAll<HTMLElement>(".column")].map((column) => laneOf(column, item)),
    scrollers: () => [root, ...root.querySelectorAll<HTMLElement>(".columns, .cards")].filter((one) => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth),
    drop: (item, { lane, index }) => {
      const goal = board.board.peek().goals.get(item.dataset["goal"] ?? "");
      if (goal) moveTo(board, goal, { column: lane.id, index: amongAll(board, goal.id, lane.id, index) });
    },
  };
}

function laneOf(column: HTMLElement, but: HTMLElement): Lane {
  const cards = [...column.querySelectorAll<HTMLElement>("[data-goal]")].filter((card) => card.dataset["goal"] !== but.dataset["goal"]);
  return { id: column.dataset["column"] ?? "", box: column.getBoundingClientRect(), items: cards.map((card) => card.getBoundingClientRect()) };
}

/** A place among the cards that the filter shows, as a place among all cards of the column. */
function amongAll(board: BoardModel, goal: string, column: string, index: number): number {
  const others = (board.board.peek().cards.get(column) ?? []).filter((one) => one.id !== goal);
  const next = others.filter((one) => board.isShown(one))[index];
  return next ? others.indexOf(next) : others.length;
}
