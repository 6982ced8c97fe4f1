// The room whose drawing failed: words and an id, never an empty page. Not here: rooms that are shut (shut).
import { Icon } from "../ui/icon.tsx";
import { t } from "../ui/words.ts";

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
