// Reads a board page by page. Not here: what happens meanwhile (model).
import type { AnyPiece, ErrorView } from "../../protocol.ts";
import { type Ask, unavailable } from "../../live/link.ts";
import type { Outcome } from "../../live/socket.ts";

/** All pieces with the head of the first page: events after it may be applied over all of them. */
export async function readPages(ask: (ask: Ask) => Promise<Outcome>, room: string, at: string | null = null): Promise<{ head: number; pieces: AnyPiece[] } | { error: ErrorView }> {
  const pieces: AnyPiece[] = [];
  let head: number | null = null;
  let after: string | null = null;
  do {
    const { done, error }: Outcome = await ask({ type: "board.read", room, data: { after, at } });
    if (!done?.board) return { error: error ?? unavailable() };
    head ??= done.board.head;
    pieces.push(...done.board.pieces);
    after = done.board.next;
  } while (after);
  return { head, pieces };
}
