// One open room on this page: its state, and what the reader can do with it. Not here: drawing, and the rules of change (store).
import { computed, effect, signal, type Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Boot, MessageView, Page, Snapshot } from "../protocol.ts";
import { isUnsent } from "../live/outbox.ts";
import { type Deed, type Entry, type Link, type News } from "../live/link.ts";
import { newId } from "../live/ids.ts";
import type { Live } from "../live/socket.ts";
import { type Names, plain } from "../ui/format.ts";
import type { Item } from "../ui/menu.tsx";
import { say, show } from "../ui/toast.tsx";
import { t } from "../ui/words.ts";
import { readHere } from "../rooms-list/read.ts";
import { type Draft, draftOf } from "./drafts.ts";
import { rows } from "./rows.ts";
import { type Change, type RoomState, WINDOW_ROWS, fromSnapshot, reduce } from "./store.ts";

const TYPING_EVERY_MS = 3_000;
const READ_EVERY_MS = 1_000;
const WINDOW_PEOPLE = 100;

export type Pane = "chat" | "goals" | "notes" | "people";

export interface Beside {
  /** What stands under a message. */
  under(message: string): ComponentChildren;
  /** What waits to be done, above the box. */
  ahead(): ComponentChildren;
  /** What else can be done with it. */
  deeds(message: MessageView): Item[];
}

/** Where the log shall go: to a message, or to its end. */
export interface Aim {
  readonly to: string | "end";
  readonly no: number;
}

export class RoomModel {
  readonly state: Signal<RoomState>;
  readonly link: Signal<Link>;
  readonly now = signal(Date.now());
  readonly history = signal<"idle" | "reading" | "failed">("idle");
  readonly replyTo = signal<MessageView | null>(null);
  readonly editing = signal<MessageView | null>(null);
  /** Refused words on their way back into the box. */
  readonly handBack = signal<string | null>(null);
  readonly active = signal<string | null>(null);
  readonly aim = signal<Aim | null>(null);
  readonly isAtEnd = signal(true);
  readonly pane = signal(firstPane());
  /** The board, or whatever stands beside the chat, has the larger part of the window. */
  readonly isWide = signal(false);
  /** What another part of the room has to do with messages; that part brings it along when it is there. */
  readonly beside = signal<Beside | null>(null);
  /** The number of the newest message when the reader left the end; what came later is counted on the pill. */
  readonly seenNo = signal(0);
  readonly boot: Boot;
  readonly live: Live;
  readonly draft: Draft;
  readonly isSealed: boolean;

  readonly zone = computed(() => ({
    language: document.documentElement.dataset["variety"] ?? "en", timeZone: this.boot.me.time_zone,
  }));
  readonly rows = computed(() => rows(this.state.value, this.link.value.outbox, this.zone.value));
  readonly isLive = computed(() => this.link.value.phase === "live");
  readonly unsent = computed(() => this.link.value.outbox.filter((entry) => isUnsent(entry)).length);
  readonly #people = computed(() => this.state.value.people);
  readonly names = computed<Names>(() => Object.fromEntries(Object.values(this.#people.value).map((card) => [card.name, card.id])));
  readonly canWrite = computed(() => !this.state.value.closed && !this.state.value.gone && this.link.value.phase !== "closed");

  #aims = 0;
  #typedAt = 0;
  #readAt = 0;
  #isAskingPresence = false;
  readonly #looking = new Set<string>();

  constructor(boot: Boot, snapshot: Snapshot, live: Live) {
    this.boot = boot;
    this.live = live;
    this.state = signal(fromSnapshot(snapshot, boot.me.id));
    this.link = signal(live.link);
    this.isSealed = snapshot.kind === "mentorship";
    this.draft = draftOf(boot.me.id, snapshot.id, this.isSealed);
    this.seenNo.value = snapshot.message_no;
    live.onNews((news) => this.#hear(news));
    live.onChange((link) => (this.link.value = link));
    live.join(snapshot.id, { epoch: snapshot.epoch, seq: snapshot.head, tag: snapshot.tag });
    this.#dropSettledRefusals();
  }

  apply(change: Change): void {
    this.state.value = reduce(this.state.value, change);
  }

  // Writing

  send(text: string): void {
    const reply_to = this.replyTo.value?.id ?? null;
    this.#write({ type: "message.send", data: { text: wellFormed(text), reply_to } });
    this.replyTo.value = null;
    this.#typedAt = 0;
    this.toLatest();
  }

  saveEdit(message: MessageView, text: string): void {
    this.editing.value = null;
    if (text !== message.text) this.#write({ type: "message.edit", data: { message: message.id, text: wellFormed(text), base: message.version } });
  }

  remove(message: MessageView): void {
    this.#write({ type: "message.delete", data: { message: message.id } });
  }

  react(message: MessageView, emoji: string): void {
    const mine = message.reactions.find((one) => one.emoji === emoji)?.people.includes(this.boot.me.id);
    this.#write({ type: mine ? "reaction.remove" : "reaction.add", data: { message: message.id, emoji } });
  }

  /** Try a refused entry once more, as a new command: the server has answered the old one. */
  again(entry: Entry): void {
    this.drop(entry);
    const current = entry.error?.current;
    const deed = entry.deed.type === "message.edit" && current ? { ...entry.deed, data: { ...entry.deed.data, base: current.version } } : entry.deed;
    this.#write(deed);
  }

  drop(entry: Entry): void {
    this.live.dispatch({ on: "drop", clientId: entry.clientId });
  }

  cancel(entry: Entry): void {
    this.live.dispatch({ on: "cancel", clientId: entry.clientId, by: newId() });
  }

  typed(text: string): void {
    const now = Date.now();
    if (!this.isLive.value || this.editing.value) return;
    if (!text.trim()) {
      if (this.#typedAt) this.#ask("typing.stop");
      this.#typedAt = 0;
    } else if (now - this.#typedAt >= TYPING_EVERY_MS) {
      this.#typedAt = now;
      this.#ask("typing.start");
    }
  }

  /** The reader's newest message that can still be edited. */
  lastOwn(): MessageView | undefined {
    return this.state.value.messages.findLast((one) => one.by === this.boot.me.id && !one.deleted_by);
  }

  // Reading

  nameOf(person: string): string {
    return this.state.value.people[person]?.name ?? t("message.someone");
  }

  quoted(id: string): MessageView | undefined {
    const { messages, quoted } = this.state.value;
    const found = messages.find((one) => one.id === id) ?? quoted[id];
    if (!found) queueMicrotask(() => void this.#lookUp(id));
    return found;
  }

  async readEarlier(): Promise<void> {
    const { messages, earlier } = this.state.value;
    const first = messages[0];
    if (!earlier || !first || this.history.value === "reading") return;
    await this.#readPage({ no: first.no, around: false }, "top");
  }

  async readLater(): Promise<void> {
    const { messages, later } = this.state.value;
    const last = messages.at(-1);
    if (!later || !last || this.history.value !== "idle") return;
    await this.#readPage({ no: last.no, around: true }, "around");
    if (this.state.value.messages.length > WINDOW_ROWS) this.apply({ type: "trim", side: "top" });
  }

  async jumpTo(id: string): Promise<void> {
    const { messages } = this.state.value;
    const target = messages.find((one) => one.id === id) ?? this.quoted(id) ?? (await this.#lookUp(id));
    if (!target) return show(t("log.not_found"));
    const isShown = messages.some((one) => one.id === id);
    if (isShown || (await this.#readPage({ no: target.no, around: true }, "around"))) this.#take({ to: id });
    else show(t("log.earlier_failed"));
  }

  async toLatest(): Promise<void> {
    if (this.state.value.later && !(await this.#readPage({ no: this.state.value.messageNo + 1, around: false }, "latest"))) return;
    this.#take({ to: "end" });
  }

  /** The reader has the end of the log before their eyes. */
  markRead(): void {
    const { messageNo, readNo, later, gone } = this.state.value;
    const now = Date.now();
    const isSeen = document.visibilityState === "visible" && document.hasFocus();
    if (!isSeen || later || gone || messageNo <= readNo || !this.isLive.value || now - this.#readAt < READ_EVERY_MS) return;
    this.#readAt = now;
    void this.#markRead(messageNo);
  }

  /** Escape in the room: everything here is read, and the "New" line goes. */
  readAll(): void {
    this.apply({ type: "new_line", after: null });
    void this.toLatest().then(() => this.markRead());
  }

  tick(): void {
    this.now.value = Date.now();
    this.apply({ type: "clock", now: this.now.value });
  }

  // Inside

  #write(deed: Deed): void {
    this.live.write(this.state.value.id, deed, !this.isSealed);
  }

  #ask(type: "typing.start" | "typing.stop"): void {
    void this.live.ask({ type, room: this.state.value.id, data: {} });
  }

  #take(aim: { to: string }): void {
    this.#aims += 1;
    this.aim.value = { ...aim, no: this.#aims };
  }

  async #readPage(data: { no: number; around: boolean }, place: "top" | "around" | "latest"): Promise<boolean> {
    this.history.value = "reading";
    const { done } = await this.live.ask({ type: "room.history", room: this.state.value.id, data });
    this.history.value = done?.page ? "idle" : "failed";
    if (done?.page) this.apply({ type: "page", page: done.page, place });
    return !!done?.page;
  }

  async #lookUp(id: string): Promise<MessageView | undefined> {
    if (this.#looking.has(id)) return undefined;
    this.#looking.add(id);
    const { done } = await this.live.ask({ type: "room.look_up", room: this.state.value.id, data: { messages: [id] } });
    const page: Page | null = done?.page ?? null;
    if (page) this.apply({ type: "looked_up", page });
    else this.#looking.delete(id);
    return page?.messages[0];
  }

  #hear(news: News): void {
    this.apply({ type: "news", news, now: Date.now() });
    if (news.type === "event") this.#announce(news.event);
    if (news.type === "event" && news.event.type === "message.deleted") this.#letGo(news.event.data.message);
    if (news.type === "opened" && news.room === this.state.value.id) this.#looking.clear();
    const { isStale, count, people } = this.state.value.presence;
    if (isStale || (news.type === "opened" && count > Object.keys(people).length)) void this.#askPresence();
  }

  /** A message that is gone can be neither edited nor answered. */
  #letGo(id: string): void {
    if (this.editing.value?.id === id) this.editing.value = null;
    if (this.replyTo.value?.id === id) this.replyTo.value = null;
  }

  #announce(event: Extract<News, { type: "event" }>["event"]): void {
    if (event.room !== this.state.value.id || event.type !== "message.sent" || event.by === this.boot.me.id) return;
    say(t("log.said", { name: this.nameOf(event.by), text: plain(event.data.message.text) }));
  }

  async #markRead(no: number): Promise<void> {
    const { id } = this.state.value;
    const { done } = await this.live.ask({ type: "room.mark_read", room: id, data: { no } });
    if (!done) return;
    this.apply({ type: "read", no });
    readHere(id, no);
  }

  async #askPresence(): Promise<void> {
    if (this.#isAskingPresence) return;
    this.#isAskingPresence = true;
    const people = this.state.value.members.slice(0, WINDOW_PEOPLE);
    const { done } = await this.live.ask({ type: "presence.window", room: this.state.value.id, data: { people } });
    this.#isAskingPresence = false;
    if (done?.presence) this.apply({ type: "presence", view: done.presence });
  }

  /** A refused reaction or deletion is said once and forgotten; refused words stay until somebody decides. */
  #dropSettledRefusals(): void {
    effect(() => {
      for (const entry of this.link.value.outbox) {
        if (entry.state !== "refused" || isUnsent(entry)) continue;
        const reason = entry.error?.text || t("message.no_reason");
        if (entry.deed.type !== "message.delete") show(t("message.react_failed", { reason }));
        else if (entry.deed.data.message) show(t("message.delete_failed", { reason }));
        queueMicrotask(() => this.drop(entry));
      }
    });
  }
}

/** A narrow screen begins with the chat, a wide one shows it in any case; some links lead to a note. */
function firstPane(): Pane {
  if (location.hash.startsWith("#note")) return "notes";
  return matchMedia("(max-width: 719px)").matches ? "chat" : "people";
}

/** Half a surrogate pair would be refused by the server for ever. */
export function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
