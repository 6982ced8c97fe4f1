// A model of the server's board: each deed that is carried out becomes an event with a number. Not here: how deeds come to it.
import type { AnyEvent, AnyPiece, Changes } from "../src/protocol.ts";
import type { BoardDeed } from "../src/live/link.ts";
import { type Pieces, apply, inverse } from "../src/room/board/fold.ts";
import { guess } from "../src/room/board/guess.ts";
import { COLUMNS, piecesOf } from "./board_builders.ts";
import { event } from "./builders.ts";

export class ModelBoard {
  pieces: Pieces = piecesOf(...COLUMNS);
  readonly inverses = new Map<number, Changes>();
  readonly #authors = new Map<number, string>();

  /** The event under this number; null where the deed is refused. */
  carryOut(deed: BoardDeed, by: string, seq: number): AnyEvent | null {
    if (this.#refuses(deed, by)) return null;
    const guessed = guess(deed, this.pieces, { me: by, at: "2026-03-02T10:00:00.000Z", inverses: this.inverses });
    const numbered = (piece: AnyPiece) => ({ ...piece, version: seq });
    const known = (guessed.changed ?? []).filter((part) => this.pieces.has(part.id));
    const changes: Changes = { made: (guessed.made ?? []).map(numbered), changed: known.map(numbered), gone: guessed.gone ?? [] };
    this.inverses.set(seq, inverse(this.pieces, changes));
    this.#authors.set(seq, by);
    this.pieces = apply(this.pieces, changes, seq);
    return event("goal.edited", seq, changes, { by });
  }

  #refuses(deed: BoardDeed, by: string): boolean {
    if (deed.type === "goal.undo") return this.#authors.get(deed.data.seq) !== by || this.inverses.get(deed.data.seq)!.changed!.some((part) => this.pieces.get(part.id)?.version !== deed.data.seq);
    const goal = "goal" in deed.data ? this.pieces.get(deed.data.goal) : undefined;
    if (deed.type === "goal.add") return !!goal;
    return !goal || goal.kind !== "goal" || (goal.state === "archived" && deed.type !== "goal.restore");
  }

  /** The pieces after one, as many as a page holds, and where the next page begins. */
  page(after: string | null, size: number): { pieces: AnyPiece[]; next: string | null } {
    const left = [...this.pieces.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter((piece) => after === null || piece.id > after);
    return { pieces: left.slice(0, size), next: left.length > size ? left[size - 1]!.id : null };
  }
}
