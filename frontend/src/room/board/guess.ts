// What an own deed will change, guessed before the server answers (pure). A guess lives only until its event comes.
// Not here: applying it (fold), whether it is allowed (the server).
import type { AnyPiece, Changes, Goal, GoalFields } from "../../protocol.ts";
import type { BoardDeed } from "../../live/link.ts";
import { type GoalPiece, arrange } from "./arrange.ts";
import type { Pieces } from "./fold.ts";
import { between } from "./positions.ts";

/** Who does it, when, and what taking back an own event would change. */
export interface Doer {
  readonly me: string;
  readonly at: string;
  readonly inverses: ReadonlyMap<number, Changes>;
}

type Data<T extends BoardDeed["type"]> = Extract<BoardDeed, { type: T }>["data"];
type Guesses = { readonly [T in BoardDeed["type"]]: (data: Data<T>, pieces: Pieces, doer: Doer) => Changes };

const WRITTEN = {
  title: "", why: "", skill: null, level_now: null, level_wanted: null, measure: null, unit: "", baseline: null, target: null,
  due_on: null, success: "", first_step: "", obstacles: "", help_wanted: "", cadence: "none",
} as const;
const UNTOUCHED = {
  moved_by: null, moved_at: null, finished_at: null, declined_because: "", agreed_by: [], visibility: "room", nudged_at: null,
} as const;

export function guess(deed: BoardDeed, pieces: Pieces, doer: Doer): Changes {
  const how = GUESSES[deed.type] as (data: unknown, pieces: Pieces, doer: Doer) => Changes;
  return how(deed.data, pieces, doer);
}

const GUESSES: Guesses = {
  "goal.add": ({ goal, fields, column, after }, pieces, doer) => {
    const where = column ?? firstColumn(pieces);
    return made(newGoal(goal, fields, doer, { state: "active", owner: doer.me, ...place(pieces, goal, where, column ? after ?? null : undefined) }));
  },
  "goal.propose": ({ goal, fields, owner }, pieces, doer) =>
    made(newGoal(goal, fields, doer, { state: "proposed", owner: owner ?? "", column: firstColumn(pieces), position: "" })),
  "goal.accept": ({ goal }, pieces) => changed(goal, { state: "active", ...place(pieces, goal, firstColumn(pieces)) }),
  "goal.decline": ({ goal, because = "" }) => changed(goal, { state: "declined", declined_because: because }),
  "goal.edit": ({ goal, fields }) => changed(goal, fields),
  "goal.move": ({ goal, column, after = null }, pieces, doer) => {
    const isDone = pieceOf(pieces, column)?.role === "done";
    const finished = (pieces.get(goal) as GoalPiece | undefined)?.column === column ? {} : { finished_at: isDone ? doer.at : null };
    return changed(goal, { ...place(pieces, goal, column, after), moved_by: doer.me, moved_at: doer.at, ...finished });
  },
  "goal.share": ({ goal, agreed }, pieces, { me }) => {
    const others = ((pieces.get(goal) as GoalPiece | undefined)?.agreed_by ?? []).filter((id) => id !== me);
    return changed(goal, { agreed_by: agreed ? [...others, me] : others });
  },
  "goal.archive": ({ goal }) => changed(goal, { state: "archived" }),
  "goal.restore": ({ goal }, pieces) => changed(goal, { state: "active", ...placeBack(pieces, goal) }),
  "goal.erase": ({ goal }, pieces) => ({ gone: [goal, ...within(pieces, goal)] }),
  "goal.undo": ({ seq }, _pieces, { inverses }) => inverses.get(seq) ?? {},
  "goal.link": ({ goal, message }, _pieces, { me }) => made({ kind: "link", id: `${goal} ${message}`, goal, message, by: me }),
  "goal.unlink": ({ goal, message }, pieces) => ({
    gone: [...pieces.values()].filter((one) => one.kind === "link" && one.goal === goal && one.message === message).map((one) => one.id),
  }),
  "column.add": ({ column, fields, after = null }, pieces) => {
    const keys = arrange(pieces).columns;
    const at = after === null ? 0 : keys.findIndex((one) => one.id === after) + 1;
    const position = between(keys[at - 1]?.position ?? "", keys[at]?.position ?? "");
    return made({ kind: "column", id: column, name: "", hint: null, role: "own", position, ...fields });
  },
  "column.edit": ({ column, fields }) => ({ changed: [{ kind: "column", id: column, ...fields }] }),
  "column.remove": ({ column }) => ({ gone: [column] }),
  "milestone.add": ({ milestone, goal, fields }, _pieces, { at }) =>
    made({ kind: "milestone", id: milestone, goal, title: "", due_on: null, state: "planned", why: "", at, done_at: null, ...fields }),
  "milestone.edit": ({ milestone, fields }) => ({ changed: [{ kind: "milestone", id: milestone, ...fields }] }),
  "milestone.remove": ({ milestone }) => ({ gone: [milestone] }),
  "task.add": ({ task, goal, fields }, _pieces, { at }) =>
    made({ kind: "task", id: task, goal, title: "", assignee: null, due_on: null, is_done: false, at, done_at: null, ...fields }),
  "task.edit": ({ task, fields }) => ({ changed: [{ kind: "task", id: task, ...fields }] }),
  "task.remove": ({ task }) => ({ gone: [task] }),
  "checkin.add": ({ check_in: id, goal, confidence, value = null, blocker = "", help_wanted = "" }, _pieces, { me, at }) =>
    made({ kind: "check_in", id, goal, confidence, value, blocker, help_wanted, by: me, at }),
  "evidence.add": ({ evidence, goal, text = "" }, _pieces, { me, at }) =>
    made({ kind: "evidence", id: evidence, goal, text, file: null, by: me, at, confirmed_by: null, confirmed_at: null }),
  "evidence.confirm": ({ evidence }, _pieces, { me, at }) =>
    ({ changed: [{ kind: "evidence", id: evidence, confirmed_by: me, confirmed_at: at }] }),
  "evidence.remove": ({ evidence }) => ({ gone: [evidence] }),
  // A scale is a form with a button of its own: it waits for the answer.
  "scale.write": () => ({}),
  "scale.start": () => ({}),
  "scale.score": () => ({}),
};

function made(piece: AnyPiece): Changes {
  return { made: [piece] };
}

function changed(goal: string, fields: Partial<Goal>): Changes {
  return { changed: [{ kind: "goal", id: goal, ...fields }] };
}

function newGoal(id: string, fields: GoalFields, { me, at }: Doer, more: Partial<Goal>): Goal {
  return { kind: "goal", id, by: me, at, ...WRITTEN, starts_on: at.slice(0, 10), ...UNTOUCHED, agreed_by: [], ...fields, ...more };
}

/** Behind another card, first (null), or last (undefined), which is also where one goes whose neighbour has left. */
function place(pieces: Pieces, goal: string, column: string, after?: string | null): { column: string; position: string } {
  const cards = (arrange(pieces).cards.get(column) ?? []).filter((one) => one.id !== goal);
  const at = after === null ? 0 : cards.findIndex((one) => one.id === after) + 1 || cards.length;
  return { column, position: between(cards[at - 1]?.position ?? "", cards[at]?.position ?? "") };
}

function placeBack(pieces: Pieces, goal: string) {
  const column = (pieces.get(goal) as GoalPiece | undefined)?.column ?? "";
  return place(pieces, goal, pieces.has(column) ? column : firstColumn(pieces));
}

function firstColumn(pieces: Pieces): string {
  return [...pieces.values()].find((one) => one.kind === "column" && one.role === "todo")?.id ?? "";
}

function within(pieces: Pieces, goal: string): string[] {
  return [...pieces.values()].filter((one) => "goal" in one && one.goal === goal).map((one) => one.id);
}

function pieceOf(pieces: Pieces, id: string) {
  const piece = pieces.get(id);
  return piece?.kind === "column" ? piece : undefined;
}
