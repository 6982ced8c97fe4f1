// The chat pane: log, typing line, box. Not here: people (room/people) and the connection's bar (room/bar).
import { t } from "../../ui/words.ts";
import { Icon } from "../../ui/icon.tsx";
import { Later } from "../../ui/later.tsx";
import type { RoomModel } from "../model.ts";
import { Composer } from "./composer.tsx";
import { Log } from "./log.tsx";
import { TypingLine } from "./typing.tsx";

const loadAhead = () => import("./ahead.tsx");

export function Chat({ model }: { model: RoomModel }) {
  const { messages, closed, kind, earlier, outlook } = model.state.value;
  const isEmpty = messages.length === 0 && !earlier && model.rows.value.length === 0;
  return (
    <section class="chat" aria-label={t("room.chat")}>
      {isEmpty && <Empty kind={kind} />}
      <Log model={model} />
      {closed ? <p class="chat__closed"><Icon name="lock" />{t("room.read_only")}</p> : <>{outlook && <Later load={loadAhead} with={{ model, outlook }} />}{model.beside.value?.ahead()}<Composer model={model} /><TypingLine model={model} /></>}
    </section>
  );
}

/** A room in which nothing was said yet: what comes here, and a first step. */
function Empty({ kind }: { kind: "mentorship" | "group" }) {
  return (
    <div class="chat__empty">
      <Icon name={kind === "mentorship" ? "message-circle" : "messages-square"} size="large" />
      <h2>{t(`log.empty.${kind}.title`)}</h2>
      <p>{t(`log.empty.${kind}.text`)}</p>
    </div>
  );
}
