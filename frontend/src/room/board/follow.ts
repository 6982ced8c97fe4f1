// A board that is read page by page while events go on (pure). Not here: asking for pages (pages), own deeds (guess).
import type { AnyPiece } from "../../protocol.ts";
import { type Pieces, apply } from "./fold.ts";
import type { BoardEvent } from "./touches.ts";

export interface Followed {
  readonly pieces: Pieces;
  /** What happened since the reading began; null while nothing is being read. */
  readonly held: readonly BoardEvent[] | null;
}

export const UNREAD: Followed = { pieces: new Map(), held: null };

export function begin({ pieces }: Followed): Followed {
  return { pieces, held: [] };
}

export function happen({ pieces, held }: Followed, event: BoardEvent): Followed {
  return { pieces: apply(pieces, event.data, event.seq), held: held && [...held, event] };
}

/** All pages have come: what happened after the head of the first one is applied over all of them. */
export function finish({ held }: Followed, read: readonly AnyPiece[], head: number): Followed {
  const pieces: Pieces = new Map(read.map((piece) => [piece.id, piece]));
  const later = (held ?? []).filter((event) => event.seq > head);
  return { pieces: later.reduce((now, event) => apply(now, event.data, event.seq), pieces), held: null };
}

export function fail({ pieces }: Followed): Followed {
  return { pieces, held: null };
}
