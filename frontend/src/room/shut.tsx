// A room that is not open to its reader, or no longer: fetched when that turns out. Not here: faults of the page (failed).
import "./loaded.ts";
import { Icon } from "../ui/icon.tsx";
import { t } from "../ui/words.ts";
import type { RoomModel } from "./model.ts";

export default function Shut({ model }: { model: RoomModel }) {
  const { gone, denial } = model.state.value;
  const isLeft = gone === "left" || denial?.code === "not_a_member";
  return (
    <div class="room-shut" role="alert">
      <Icon name="door-open" size="large" />
      <h1>{t(isLeft ? "room.gone.title" : "room.denied.title")}</h1>
      <p>{t(isLeft ? "room.gone.text" : "room.denied.text")}</p>
      <a class="button button--primary" href={model.boot.urls.rooms}>{t("room.to_rooms")}</a>
    </div>
  );
}
