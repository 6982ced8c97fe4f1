// The people pane: who is a member, who is here, and what a moderator may do. Not here: presence as data (presence, store).
import type { PersonCard, PresenceState } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Icon } from "../ui/icon.tsx";
import { count, t } from "../ui/words.ts";
import { over } from "./chat/deeds.ts";
import type { RoomModel } from "./model.ts";
import { RoleTag } from "./role.tsx";

export function People({ model }: { model: RoomModel }) {
  const { members, people, memberCount, presence, me } = model.state.value;
  const shown = members.map((id) => people[id]).filter((card) => card !== undefined);
  const isHere = (card: PersonCard) => presence.people[card.id] !== undefined || card.id === me;
  return (
    <section class="people" aria-label={t("room.people")}>
      <div class="people__head">
        <h2>{t("people.title")} <span class="people__count">{memberCount}</span></h2>
        {model.boot.urls.invite && <a class="button button--small" href={model.boot.urls.invite}><Icon name="user-plus" size="small" />{t("people.invite")}</a>}
      </div>
      {model.isLive.value ? (
        <>
          <Group model={model} title={t("people.here")} people={shown.filter(isHere)} />
          <Group model={model} title={t("people.others")} people={shown.filter((card) => !isHere(card))} />
        </>
      ) : <Group model={model} title={t("people.all")} people={shown} />}
      {memberCount > shown.length && <p class="people__more">{count("people.more", memberCount - shown.length)}</p>}
      <Kept model={model} />
    </section>
  );
}

function Group({ model, title, people }: { model: RoomModel; title: string; people: readonly PersonCard[] }) {
  if (people.length === 0) return null;
  return (
    <>
      <h3 class="people__group">{title}</h3>
      <ul class="people__list">{people.map((card) => <Person key={card.id} model={model} card={card} />)}</ul>
    </>
  );
}

function Person({ model, card }: { model: RoomModel; card: PersonCard }) {
  const { me, presence, role } = model.state.value;
  const isMe = card.id === me;
  const state = model.isLive.value ? presence.people[card.id] ?? (isMe && !model.boot.me.presence_hidden ? "active" : undefined) : undefined;
  const isHidden = isMe && model.boot.me.presence_hidden;
  const mayRemove = model.boot.urls.remove && role === "moderator" && !isMe && card.role === "member";
  return (
    <li class="person">
      <span class="person__face"><Avatar card={card} /><Dot state={state} /></span>
      <div class="person__words">
        <p class="person__name">{card.name}{isMe && <span class="person__you">{t("people.you")}</span>}<RoleTag role={card.role} /></p>
        <p class="person__about">
          <span class={state === "idle" || state === "away" || isHidden ? "person__state" : "visually-hidden"}>
            {isHidden ? t("room.hidden") : t(`people.${state ?? "absent"}`)}
          </span>
          {card.position}
        </p>
      </div>
      {mayRemove && (
        <button type="button" class="icon-button person__deed" title={t("people.remove", { name: card.name })} aria-label={t("people.remove", { name: card.name })} onClick={() => (over.value = { what: "remove", card })}>
          <Icon name="user-minus" />
        </button>
      )}
    </li>
  );
}

function Dot({ state }: { state: PresenceState | undefined }) {
  return <span class={state ? `presence presence--${state}` : "presence presence--absent"} aria-hidden="true" />;
}

/** Said where one writes: who can read here, and who cannot. */
function Kept({ model }: { model: RoomModel }) {
  return (
    <aside class="kept" aria-label={t("kept.title")}>
      <h3><Icon name={model.isSealed ? "lock" : "users-round"} size="small" />{t("kept.title")}</h3>
      <p>{t(model.isSealed ? "kept.sealed" : "kept.group")}</p>
      {model.isSealed && <p>{t("kept.device")}</p>}
      {model.link.value.via === "requests" && <p>{t("link.requests")}</p>}
    </aside>
  );
}
