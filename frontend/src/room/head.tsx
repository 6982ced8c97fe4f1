// The room's head: its name, who is here, what else one can do with it. Not here: people one by one (people).
import { Icon } from "../ui/icon.tsx";
import { Menu, type Item } from "../ui/menu.tsx";
import { count, t } from "../ui/words.ts";
import { over } from "./chat/deeds.ts";
import type { RoomModel } from "./model.ts";

const LINKS = { transcript: "file-text", invite: "user-plus", book: "calendar", history: "clock", closing: "archive", leave: "log-out" } as const;

export function Head({ model }: { model: RoomModel }) {
  const { title, closed, kind } = model.state.value;
  return (
    <header class="room-head">
      <a class="icon-button" href={model.boot.urls.rooms} title={t("room.back")} aria-label={t("room.back")}><Icon name="arrow-left" /></a>
      <div class="room-head__name">
        <h1>{kind === "group" && <Icon name="hash" />}<span>{title}</span></h1>
        {model.isSealed && <span class="tag"><Icon name="lock" size="small" />{t("room.sealed")}</span>}
        {closed && <span class="tag tag--warn">{t("room.closed")}</span>}
      </div>
      <HereNow model={model} />
      <Menu label={t("room.menu")} icon="ellipsis-vertical" items={items(model)} />
    </header>
  );
}

function HereNow({ model }: { model: RoomModel }) {
  const { presence, me, gone, members } = model.state.value;
  if (gone || !model.isLive.value) return <p class="here" />;
  const others = Object.entries(presence.people).filter(([id, state]) => id !== me && state !== "away" && members.includes(id));
  return (
    <p class="here">
      <span class={others.length ? "presence presence--active" : "presence"} aria-hidden="true" />
      <span>{hereWords(model, others.length)}</span>
    </p>
  );
}

function hereWords(model: RoomModel, others: number): string {
  const { memberCount, presence } = model.state.value;
  if (others === 0) return t("room.here.only_you");
  if (others + 1 === memberCount) return t(memberCount === 2 ? "room.here.both" : "room.here.all");
  const unseen = Math.max(0, presence.count - Object.keys(presence.people).length);
  return count("room.here", others + 1 + unseen);
}

function items(model: RoomModel): Item[] {
  const { urls } = model.boot;
  const all: Item[] = [{ label: t("room.shortcuts"), icon: "circle-question-mark", onPick: () => void (over.value = { what: "keys" }) }];
  let name: keyof typeof LINKS;
  for (name in LINKS) if (urls[name]) all.push({ label: t(`room.${name}`), icon: LINKS[name], href: urls[name] });
  return all;
}
