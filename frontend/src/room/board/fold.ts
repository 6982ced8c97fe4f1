// The board as its changes make it (pure): the same fold for events of the server and for own deeds that are still on their way.
// Not here: guessing what a deed will change (guess), the order of cards (arrange).
import type { AnyPiece, Changes } from "../../protocol.ts";

export type Pieces = ReadonlyMap<string, AnyPiece>;

/** What an own deed changes is newer than anything stored. */
export const PENDING = Infinity;

export function apply(pieces: Pieces, changes: Changes, seq: number): Pieces {
  const next = new Map(pieces);
  for (const piece of changes.made ?? []) if (isOlder(next.get(piece.id), seq)) next.set(piece.id, piece);
  for (const part of changes.changed ?? []) {
    const known = next.get(part.id);
    if (known && isOlder(known, seq)) next.set(part.id, { ...known, ...part } as AnyPiece);
  }
  for (const id of changes.gone ?? []) if (isOlder(next.get(id), seq)) next.delete(id);
  return next;
}

/** What would take these changes back, on the pieces as they stand before them. */
export function inverse(pieces: Pieces, changes: Changes): Changes {
  const known = (id: string) => pieces.get(id) as AnyPiece;
  return {
    made: (changes.gone ?? []).filter((id) => pieces.has(id)).map(known),
    changed: (changes.changed ?? []).filter((part) => pieces.has(part.id)).map((part) => only(known(part.id), part)),
    gone: (changes.made ?? []).map((piece) => piece.id),
  };
}

/** The fields of a piece that a part of it names; its version goes on. */
function only(piece: AnyPiece, part: AnyPiece): AnyPiece {
  const named = Object.entries(piece).filter(([name]) => name in part && name !== "version");
  return Object.fromEntries(named) as unknown as AnyPiece;
}

function isOlder(piece: AnyPiece | undefined, seq: number): boolean {
  return (piece?.version ?? -1) < seq;
}
