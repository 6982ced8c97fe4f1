// What lies beside the chat, one part at a time, and the tabs that choose it; on a narrow screen the chat is one of them.
// Not here: the parts themselves, each of which is fetched when it is first shown.
import { Icon } from "../ui/icon.tsx";
import { Later } from "../ui/later.tsx";
import { t } from "../ui/words.ts";
import type { Pane, RoomModel } from "./model.ts";
import { People } from "./people.tsx";

const ICONS: Readonly<Record<Pane, string>> = { chat: "message-circle", goals: "target", notes: "notebook-pen", people: "users-round" };
export const LATER = {
  goals: () => import("./board/goals.tsx"),
  notes: () => import("./notes/notes.tsx"),
};

export function Side({ model }: { model: RoomModel }) {
  const pane = model.pane.value;
  if (pane === "chat" || pane === "people") return <People model={model} />;
  return <section class="side" aria-label={t(`room.${pane}`)}><Later key={pane} load={LATER[pane]} with={{ model }} /></section>;
}

export function Tabs({ model }: { model: RoomModel }) {
  const panes: Pane[] = model.isSealed ? ["chat", "goals", "notes", "people"] : ["chat", "people"];
  return (
    <div class="room-tabs" role="group" aria-label={t("room.panes")}>
      {panes.map((one) => (
        <button key={one} type="button" class="room-tabs__one" aria-pressed={model.pane.value === one} onClick={() => (model.pane.value = one)}>
          <Icon name={ICONS[one]} />{t(`room.${one}`)}
        </button>
      ))}
    </div>
  );
}
