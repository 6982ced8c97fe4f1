// The pieces of a board in their places (pure): columns, cards in order, and what is inside each goal.
// Not here: how pieces change (fold), how far a goal has come (course).
import type { CheckIn, Column, Evidence, Goal, Link, Milestone, Scale, Task } from "../../protocol.ts";
import type { Pieces } from "./fold.ts";

export type Full<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type GoalPiece = Full<Goal>;
export type ColumnPiece = Full<Column>;

export interface Inside {
  readonly milestones: readonly Full<Milestone>[];
  readonly tasks: readonly Full<Task>[];
  readonly checkIns: readonly Full<CheckIn>[];
  readonly evidence: readonly Full<Evidence>[];
  readonly links: readonly Full<Link>[];
  readonly scales: readonly Full<Scale>[];
}

export interface Board {
  readonly columns: readonly ColumnPiece[];
  readonly cards: ReadonlyMap<string, readonly GoalPiece[]>;
  readonly goals: ReadonlyMap<string, GoalPiece>;
  readonly inside: ReadonlyMap<string, Inside>;
}

/** Where a card stands or shall stand: the how-manieth of the other cards of a column. */
export interface Slot {
  readonly column: string;
  readonly index: number;
}

type Filled = { [K in keyof Inside]: Inside[K][number][] };

const NOTHING: Inside = { milestones: [], tasks: [], checkIns: [], evidence: [], links: [], scales: [] };
const PLACES = {
  milestone: "milestones", task: "tasks", check_in: "checkIns", evidence: "evidence", link: "links", scale: "scales",
} as const;

export function arrange(pieces: Pieces): Board {
  const columns: ColumnPiece[] = [];
  const goals = new Map<string, GoalPiece>();
  const inside = new Map<string, Filled>();
  for (const piece of pieces.values()) {
    if (piece.kind === "column") columns.push(piece as ColumnPiece);
    else if (piece.kind === "goal") goals.set(piece.id, piece as GoalPiece);
    else (room(inside, piece.goal ?? "")[PLACES[piece.kind]] as unknown[]).push(piece);
  }
  for (const parts of inside.values()) Object.values(parts).forEach((list) => (list as Aged[]).sort(byAge));
  columns.sort(byPlace);
  return { columns, goals, inside, cards: inColumns(columns, [...goals.values()]) };
}

export function insideOf(board: Board, goal: string): Inside {
  return board.inside.get(goal) ?? NOTHING;
}

/** The newest version of a goal or of anything inside it: what its reader has seen. */
export function seenVersion(board: Board, goal: string): number {
  const all = [board.goals.get(goal), ...Object.values(insideOf(board, goal)).flat()];
  return Math.max(0, ...all.map((piece) => piece?.version ?? 0));
}

export function slotOf(board: Board, goal: GoalPiece): Slot {
  const cards = board.cards.get(goal.column) ?? [];
  return { column: goal.column, index: cards.findIndex((one) => one.id === goal.id) };
}

/** The card behind which a goal stands at a slot; null for the first place. */
export function before(board: Board, goal: string, { column, index }: Slot): string | null {
  const others = (board.cards.get(column) ?? []).filter((one) => one.id !== goal);
  return index > 0 ? others[Math.min(index, others.length) - 1]?.id ?? null : null;
}

function inColumns(columns: readonly ColumnPiece[], goals: readonly GoalPiece[]): Map<string, GoalPiece[]> {
  const cards = new Map<string, GoalPiece[]>(columns.map((column) => [column.id, []]));
  const first = columns[0]?.id ?? "";
  for (const goal of goals) if (goal.state === "active") (cards.get(goal.column) ?? cards.get(first))?.push(goal);
  for (const list of cards.values()) list.sort(byPlace);
  return cards;
}

function room(inside: Map<string, Filled>, goal: string): Filled {
  let found = inside.get(goal);
  if (!found) inside.set(goal, (found = { milestones: [], tasks: [], checkIns: [], evidence: [], links: [], scales: [] }));
  return found;
}

/** Sign by sign, as the server sorts; a language would sort letters otherwise. */
function byPlace(a: { position: string; id: string }, b: { position: string; id: string }): number {
  return order(a.position, b.position) || order(a.id, b.id);
}

interface Aged {
  readonly at?: string;
  readonly id: string;
}

function byAge(a: Aged, b: Aged): number {
  return order(a.at ?? "", b.at ?? "") || order(a.id, b.id);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
