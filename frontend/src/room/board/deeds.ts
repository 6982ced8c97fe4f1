// What can be done with a card, by key, press or menu: one place for all of them. Not here: doing it (model).
import type { Item } from "../../ui/menu.tsx";
import { say } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import { type GoalPiece, type Slot, slotOf } from "./arrange.ts";
import type { BoardModel } from "./model.ts";

export function cardItems(board: BoardModel, goal: GoalPiece): Item[] {
  const others = board.board.peek().columns.filter((column) => column.id !== goal.column);
  return [
    { label: t("card.open"), icon: "maximize-2", onPick: () => void (board.open.value = goal.id) },
    { label: t("card.edit"), icon: "pencil", onPick: () => void (board.editing.value = goal.id) },
    ...others.map((column) => ({
      label: t("card.move_to", { column: board.columnName(column) }), icon: "arrow-right",
      onPick: () => moveTo(board, goal, { column: column.id, index: Infinity }),
    })),
    { label: t("goal.archive"), icon: "archive", onPick: () => board.archive(goal) },
  ];
}

/** Move it, and say where it stands now. */
export function moveTo(board: BoardModel, goal: GoalPiece, slot: Slot): void {
  board.move(goal, slot);
  say(t("board.said.dropped", placeWords(board, goal.id)));
}

export function saveTitle(board: BoardModel, goal: GoalPiece, title: string, base: number): void {
  const words = wellFormed(title.trim());
  if (words && words !== goal.title) board.edit(goal, { title: words }, base);
}

/** Title, column, place and count, as they are spoken. */
export function placeWords(board: BoardModel, id: string): Record<string, string | number> {
  const now = board.board.peek();
  const goal = now.goals.get(id);
  if (!goal) return {};
  const slot = slotOf(now, goal);
  const column = board.columnName(now.columns.find((one) => one.id === slot.column));
  return { title: goal.title, column, place: slot.index + 1, count: now.cards.get(slot.column)?.length ?? 0 };
}

// The keyboard's way to move a card: lift it, take it along, put it down or back.

export function lift(board: BoardModel, goal: GoalPiece): void {
  if (!board.canWrite.peek() || goal.state !== "active") return;
  const slot = slotOf(board.board.peek(), goal);
  board.lifted.value = { goal: goal.id, slot, from: slot };
  say(t("board.said.lifted", placeWords(board, goal.id)));
}

/** One place up or down, or the same place in the next column. */
export function carry(board: BoardModel, across: number, along: number): void {
  const lifted = board.lifted.peek();
  if (!lifted) return;
  const { columns, cards } = board.board.peek();
  const at = columns.findIndex((one) => one.id === lifted.slot.column);
  const column = columns[at + across]?.id;
  if (!column) return;
  const others = (cards.get(column) ?? []).filter((one) => one.id !== lifted.goal).length;
  const index = Math.max(0, Math.min(others, Math.min(lifted.slot.index, others) + along));
  board.lifted.value = { ...lifted, slot: { column, index } };
  say(t("board.said.carried", placeWords(board, lifted.goal)));
}

export function putDown(board: BoardModel): void {
  const lifted = board.lifted.peek();
  const goal = lifted && board.board.peek().goals.get(lifted.goal);
  if (!lifted || !goal) return;
  const isSame = lifted.slot.column === lifted.from.column && lifted.slot.index === lifted.from.index;
  if (!isSame) board.move(goal, lifted.slot);
  // Put down first, lifted no more: the card stands in its place all the time.
  board.lifted.value = null;
  say(t("board.said.dropped", placeWords(board, goal.id)));
}

export function putBack(board: BoardModel): void {
  const lifted = board.lifted.peek();
  if (!lifted) return;
  board.lifted.value = null;
  say(t("board.said.back", placeWords(board, lifted.goal)));
}
