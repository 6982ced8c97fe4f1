// What lies beside the chat, one part at a time, and the tabs that choose it; on a narrow screen the chat is one of them.
// Not here: the parts themselves, each of which is fetched when it is first shown.
import { Icon } from "../ui/icon.tsx";
import { Later } from "../ui/later.tsx";
import { t } from "../ui/words.ts";
import type { RoomModel } from "./model.ts";
import { People } from "./people.tsx";

export type Pane = "chat" | "notes" | "people";

const ICONS: Readonly<Record<Pane, string>> = { chat: "message-circle", notes: "notebook-pen", people: "users-round" };
const LATER = {
  notes: () => import("./notes/notes.tsx"),
};

/** A narrow screen begins with the chat, a wide one shows it in any case. */
export function firstPane(): Pane {
  return matchMedia("(max-width: 719px)").matches ? "chat" : "people";
}

export function Side({ model, pane }: { model: RoomModel; pane: Pane }) {
  if (pane === "chat" || pane === "people") return <People model={model} />;
  return <section class="side" aria-label={t(`room.${pane}`)}><Later key={pane} load={LATER[pane]} with={{ model }} /></section>;
}

export function Tabs({ model, pane, onShow }: { model: RoomModel; pane: Pane; onShow: (pane: Pane) => void }) {
  const panes: Pane[] = model.isSealed ? ["chat", "notes", "people"] : ["chat", "people"];
  return (
    <div class="room-tabs" role="group" aria-label={t("room.panes")}>
      {panes.map((one) => (
        <button key={one} type="button" class="room-tabs__one" aria-pressed={pane === one} onClick={() => onShow(one)}>
          <Icon name={ICONS[one]} />{t(`room.${one}`)}
        </button>
      ))}
    </div>
  );
}
