// The entry of every signed-in page: <rooms-list> keeps the rooms and their counts live. Not here: a room (room/).
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { signal, useSignalEffect } from "@preact/signals";
import { pageLive } from "../live/page_link.ts";
import type { Boot, RoomLine } from "../protocol.ts";
import { pageBoot } from "../ui/boot.ts";
import { Icon } from "../ui/icon.tsx";
import { count, t } from "../ui/words.ts";
import { showBadge } from "./badge.ts";
import { heed, moved, nextUnread, totalUnread, unread } from "./lines.ts";
import { onReadHere } from "./read.ts";
import { guardSignOut } from "./sign_out.tsx";

const MOST = 99;
const lines = signal<readonly RoomLine[]>([]);

class RoomsList extends HTMLElement {
  connectedCallback(): void {
    const boot = pageBoot();
    lines.value = boot.rooms;
    this.replaceChildren();
    render(<List boot={boot} />, this);
  }

  disconnectedCallback(): void {
    render(null, this);
  }
}

function List({ boot }: { boot: Boot }) {
  const shown = boot.room?.id ?? null;
  useEffect(() => follow(boot), []);
  useSignalEffect(() => {
    const total = totalUnread(lines.value);
    showBadge(total);
    for (const place of document.querySelectorAll("[data-unread-total]")) render(<Count number={total} />, place);
    for (const line of lines.value) showCounts(line);
  });
  const group = (kind: RoomLine["kind"]) => lines.value.filter((line) => line.kind === kind);
  return (
    <nav class="rooms-nav" aria-label={t("rooms.title")}>
      <Group heading={t("rooms.mentorships")} icon="lock" lines={group("mentorship")} shown={shown} rooms={boot.urls.rooms} />
      <Group heading={t("rooms.groups")} icon="hash" lines={group("group")} shown={shown} rooms={boot.urls.rooms} />
      {lines.value.length === 0 && <p class="rooms-nav__none">{t("rooms.none")}</p>}
      <a class="rooms-nav__find" href={boot.urls.open_rooms}><Icon name="plus" size="small" />{t("rooms.find")}</a>
    </nav>
  );
}

/** Counts that the page itself shows of a room. */
function showCounts(line: RoomLine): void {
  for (const place of document.querySelectorAll(`[data-unread-room="${line.id}"]`)) render(<Count number={unread(line)} />, place);
}

interface GroupProps {
  heading: string;
  icon: string;
  lines: readonly RoomLine[];
  shown: string | null;
  rooms: string;
}

function Group({ heading, icon, lines: own, shown, rooms }: GroupProps) {
  if (own.length === 0) return null;
  return (
    <div>
      <h2 class="rooms-nav__head">{heading}</h2>
      <ul class="rooms-nav__list">
        {own.map((line) => (
          <li key={line.id}>
            <a class="rooms-nav__room" href={`${rooms}${line.id}/`} aria-current={line.id === shown ? "page" : undefined}>
              <Icon name={icon} size="small" />
              <span class="rooms-nav__title">{line.title}</span>
              <Count number={unread(line)} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Count({ number }: { number: number }) {
  if (number === 0) return null;
  return (
    <span class="count">
      <span aria-hidden="true">{number > MOST ? `${MOST}+` : number}</span>
      <span class="visually-hidden">{count("rooms.unread", number)}</span>
    </span>
  );
}

function follow(boot: Boot): void {
  const live = pageLive();
  live.onNews((news) => {
    lines.value = heed(lines.value, news, boot.me.id);
    if (news.type === "said" && news.said.type === "rooms.changed") void fetchAgain(boot.urls.rooms);
  });
  onReadHere((room, no) => (lines.value = moved(lines.value, room, 0, no)));
  document.addEventListener("keydown", (event) => onKey(event, boot));
  guardSignOut(boot.me.id, live);
}

async function fetchAgain(rooms: string): Promise<void> {
  const answer = await fetch(`${rooms}lines/`).catch(() => null);
  if (answer?.ok && !answer.redirected) lines.value = (await answer.json()) as RoomLine[];
}

/** Alt+Shift+arrow leads to the next room with something unread. */
function onKey(event: KeyboardEvent, boot: Boot): void {
  if (!event.altKey || !event.shiftKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  event.preventDefault();
  const next = nextUnread(lines.value, boot.room?.id ?? null, event.key === "ArrowDown" ? 1 : -1);
  if (next) location.assign(`${boot.urls.rooms}${next.id}/`);
}

customElements.define("rooms-list", RoomsList);
