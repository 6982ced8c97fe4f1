// The keys of the board and of one focused card. Not here: what they do (deeds).
import type { GoalPiece } from "./arrange.ts";
import { carry, lift, putBack, putDown } from "./deeds.ts";
import type { BoardModel } from "./model.ts";

const STEPS: Readonly<Record<string, readonly [across: number, along: number]>> = {
  ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0],
};

/** Keys on a focused card. */
export function onCardKey(event: KeyboardEvent, board: BoardModel, goal: GoalPiece): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const done = board.lifted.value?.goal === goal.id ? onLiftedKey(event.key, board) : onRestingKey(event, board, goal);
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

function onLiftedKey(key: string, board: BoardModel): boolean {
  const step = STEPS[key];
  if (step) carry(board, ...step);
  else if (key === " " || key === "Enter") putDown(board);
  else if (key === "Escape" || key === "Tab") putBack(board);
  return key !== "Tab";
}

function onRestingKey(event: KeyboardEvent, board: BoardModel, goal: GoalPiece): boolean {
  const step = STEPS[event.key];
  if (step) walk(event.currentTarget as HTMLElement, ...step);
  else if (event.key === "o") board.open.value = goal.id;
  else if (!board.canWrite.peek()) return false;
  else if (event.key === " ") lift(board, goal);
  else if (event.key === "Enter") board.editing.value = goal.id;
  else if (event.key === "n" && board.room.state.peek().role === "mentee") board.adding.value = { column: goal.column, after: goal.id };
  else if (event.key === "Delete") board.archive(goal);
  else return false;
  return true;
}

/** To the next card of the column, or to one of the next column that has any. */
function walk(card: HTMLElement, across: number, along: number): void {
  if (along) {
    const cards = [...card.closest("ol")!.querySelectorAll<HTMLElement>("[data-goal]")];
    cards[cards.indexOf(card) + along]?.focus();
    return;
  }
  const columns = [...card.closest(".columns")!.querySelectorAll<HTMLElement>(".column")];
  const index = [...card.parentElement!.children].indexOf(card);
  for (let at = columns.indexOf(card.closest(".column")!) + across; columns[at]; at += across) {
    const cards = columns[at]!.querySelectorAll<HTMLElement>("[data-goal]");
    const next = cards[Math.min(index, cards.length - 1)];
    if (next) return next.focus();
  }
}

/** Keys anywhere in the room while the board is shown. */
export function onBoardKey(event: KeyboardEvent, board: BoardModel, root: HTMLElement | null): void {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const isInside = root?.contains(document.activeElement) ?? false;
  const isWriting = document.activeElement?.matches("input, textarea, select") ?? false;
  if (event.key === "F2") board.room.isWide.value = !board.room.isWide.value;
  else if (isWriting || !board.canWrite.peek()) return;
  else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) board.undo();
  else if (event.key === "n" && isInside && !event.ctrlKey && !event.metaKey && !event.altKey) addFirst(board);
  else return;
  event.preventDefault();
}

function addFirst(board: BoardModel): void {
  const { columns, cards } = board.board.peek();
  const column = columns[0]?.id ?? "";
  board.adding.value = { column, after: cards.get(column)?.at(-1)?.id ?? null };
}
