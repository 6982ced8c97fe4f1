// The notes of the room: the pane beside the chat. Not here: the editor and its connection.
import "../../rooms-list/loaded.ts";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

export default function Notes({ model }: { model: RoomModel }) {
  return <p>{t("room.notes")} {model.state.value.title}</p>;
}
