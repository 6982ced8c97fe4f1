// The room that cannot be shown: gone, denied, failed. Not here: loading and empty (room.css, chat).
import { Icon } from "../ui/icon.tsx";
import { t } from "../ui/words.ts";
import type { RoomModel } from "./model.ts";

export function Shut({ model }: { model: RoomModel }) {
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

export function Failed({ id }: { id: string }) {
  return (
    <div class="room-shut" role="alert">
      <Icon name="triangle-alert" size="large" />
      <h1>{t("room.failed.title")}</h1>
      <p>{t("room.failed.text", { id })}</p>
      <button type="button" class="button button--primary" onClick={() => location.reload()}>{t("room.reload")}</button>
    </div>
  );
}
