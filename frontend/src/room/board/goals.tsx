// The goal board beside the chat: fetched when it is first shown, and a while after the room has come for what it says of
// messages. Not here: its parts.
import "../loaded.ts";
import { useEffect } from "preact/hooks";
import type { RoomModel } from "../model.ts";
import { BoardModel } from "./model.ts";
import { BoardPane } from "./pane.tsx";
import { Links } from "./links.tsx";
import { wearStyle } from "./style.ts";

const boards = new WeakMap<RoomModel, BoardModel>();

await wearStyle();

/** The board of a room; the first call starts to read and to follow it. */
export function boardOf(room: RoomModel): BoardModel {
  let board = boards.get(room);
  if (!board) {
    boards.set(room, (board = new BoardModel(room)));
    room.beside.value = new Links(board);
  }
  return board;
}

export default function Goals({ model }: { model: RoomModel }) {
  const board = boardOf(model);
  useEffect(() => () => void (board.lifted.value = null), []);
  return <BoardPane board={board} />;
}
