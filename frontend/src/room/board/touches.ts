// Who changed what in each goal while this page looked on, and whose words were written over (pure).
// Not here: the history of a goal, which the server keeps (activity).
import type { AnyEvent, AnyPiece, Changes } from "../../protocol.ts";
import type { Pieces } from "./fold.ts";

const KEPT = 50;

export type BoardEvent = Extract<AnyEvent, { data: Changes }> & { data: Changes };

export interface Touch {
  readonly seq: number;
  readonly by: string;
  readonly at: string;
  readonly type: BoardEvent["type"];
  /** The fields that it set, of the goal or of one thing inside. */
  readonly fields: readonly string[];
}

/** Words that somebody wrote over, with what stood there before and who had written that. */
export interface Over {
  readonly seq: number;
  /** Or the column, where it was one. */
  readonly goal: string;
  readonly piece: AnyPiece["id"];
  readonly kind: AnyPiece["kind"];
  readonly field: string;
  readonly was: unknown;
  readonly wasBy: string;
  readonly by: string;
}

export type Touches = ReadonlyMap<string, readonly Touch[]>;

const SILENT = new Set(["kind", "id", "version", "position", "moved_at"]);

export function isBoardEvent(event: AnyEvent): event is BoardEvent {
  return /^(goal|column|milestone|task|checkin|evidence|scale)\./.test(event.type);
}

/** Under what an event is kept: the goal that it is about, or the column. */
export function subjectOf(event: BoardEvent, pieces: Pieces): string {
  return goalOf(event, pieces) || (event.data.made?.[0] ?? event.data.changed?.[0])?.id || "";
}

/** The goal that an event is about; nothing for columns. */
export function goalOf(event: BoardEvent, pieces: Pieces): string {
  const { made = [], changed = [], gone = [] } = event.data;
  const piece = made[0] ?? (changed[0] && pieces.get(changed[0].id)) ?? (gone[0] ? pieces.get(gone[0]) : undefined);
  if (!piece) return gone[0] ?? "";
  return piece.kind === "goal" ? piece.id : piece.kind === "column" ? "" : piece.goal ?? "";
}

export function touched(touches: Touches, goal: string, event: BoardEvent): Touches {
  const touch: Touch = { seq: event.seq, by: event.by, at: event.at, type: event.type, fields: fieldsOf(event) };
  return new Map(touches).set(goal, [...(touches.get(goal) ?? []), touch].slice(-KEPT));
}

/** The fields that an event set, without those that say nothing to people. */
export function fieldsOf(event: BoardEvent): string[] {
  return (event.data.changed ?? []).flatMap((part) => Object.keys(part)).filter((name) => !SILENT.has(name));
}

/** What others did to a goal after the version that a reader saw. */
export function touchesSince(touches: Touches, goal: string, base: number, me: string): readonly Touch[] {
  return (touches.get(goal) ?? []).filter((touch) => touch.seq > base && touch.by !== me);
}

/** The fields that this event wrote over, as they stood in the pieces before it. */
export function overwritten(event: BoardEvent, pieces: Pieces, touches: Touches): Over[] {
  const goal = subjectOf(event, pieces);
  const part = event.data.changed?.[0];
  const known = part && pieces.get(part.id);
  if (!known) return [];
  return (event.data.over ?? []).map((field) => ({
    seq: event.seq, goal, piece: known.id, kind: known.kind, field, was: known[field as keyof AnyPiece], by: event.by,
    wasBy: touches.get(goal)?.findLast((touch) => touch.fields.includes(field))?.by ?? "",
  }));
}
