// This page's copy of a note, kept in step with the site's: carries out what sync.ts decides. Not here: showing it (editor).
import { type Signal, signal } from "@preact/signals";
import { fromBase64, toBase64 } from "lib0/buffer";
import { Doc, applyUpdate, encodeStateVector } from "yjs";
import { unavailable } from "../../live/link.ts";
import type { News } from "../../live/link.ts";
import type { RoomModel } from "../model.ts";
import { type Effect, type Input, type Sync, beyond, isSaved, newSync, nextAlarm, step } from "./sync.ts";

/** After so much at once the site hears at once that it has arrived, and does not take this page for slow. */
const MUCH_CHARACTERS = 32_000;

export class NoteCopy {
  readonly doc = new Doc();
  readonly text = this.doc.getText("text");
  readonly name: string;
  readonly sync: Signal<Sync> = signal(newSync());
  /** Moves with every change of the text, whoever made it. */
  readonly version = signal(0);
  readonly #model: RoomModel;
  #timer = 0;

  constructor(model: RoomModel, name: string) {
    this.#model = model;
    this.name = name;
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      this.version.value += 1;
      if (origin !== this) this.#dispatch({ on: "changed", update });
    });
    model.live.onNews((news) => this.#hear(news));
    document.addEventListener("visibilitychange", () => this.#dispatch({ on: "hurry" }));
    addEventListener("beforeunload", (event) => isSaved(this.sync.peek()) || event.preventDefault());
    if (model.isLive.peek()) this.#dispatch({ on: "opened_room" });
  }

  get room(): string {
    return this.#model.state.peek().id;
  }

  #dispatch(input: Input): void {
    const [next, effects] = step(this.sync.peek(), input, Date.now());
    this.sync.value = next;
    for (const effect of effects) this.#run(effect);
    clearTimeout(this.#timer);
    const at = nextAlarm(this.sync.peek());
    if (at !== null) this.#timer = window.setTimeout(() => this.#dispatch({ on: "tick" }), Math.max(0, at - Date.now()));
  }

  #hear(news: News): void {
    if (news.type === "welcome") this.#dispatch({ on: "lost" });
    else if (news.type === "opened" && news.room === this.room) this.#dispatch({ on: "opened_room" });
    else if (news.type === "said" && "room" in news.said && news.said.room === this.room) {
      const { said } = news;
      if (said.type === "note.behind" && said.data.note === this.name) this.#dispatch({ on: "behind" });
      if (said.type !== "note.updated" || said.data.note !== this.name) return;
      this.#dispatch({ on: "heard", no: said.data.no, update: fromBase64(said.data.update) });
      this.#acknowledge(said.data.update);
    }
  }

  #run(effect: Effect): void {
    switch (effect.do) {
      case "apply": return applyUpdate(this.doc, effect.update, this);
      case "open": return void this.#open();
      case "send": return void this.#send(effect.update);
    }
  }

  async #open(): Promise<void> {
    const vector = toBase64(encodeStateVector(this.doc));
    const { done, error } = await this.#model.live.ask({ type: "note.open", room: this.room, data: { note: this.name, vector } });
    if (!done?.note) return this.#dispatch({ on: "not_read", error: error ?? unavailable() });
    const { no, update } = done.note;
    const more = beyond(this.doc, fromBase64(done.note.vector), no < this.sync.peek().no);
    this.#dispatch({ on: "read", no, update: fromBase64(update), beyond: more });
    this.#acknowledge(update);
  }

  async #send(update: Uint8Array): Promise<void> {
    const data = { note: this.name, update: toBase64(update) };
    const { done, error } = await this.#model.live.ask({ type: "note.update", room: this.room, data });
    this.#dispatch(done ? { on: "stored" } : { on: "not_stored", error: error ?? unavailable() });
  }

  #acknowledge(text: string): void {
    if (text.length < MUCH_CHARACTERS) return;
    this.#model.live.dispatch({ on: "notice", notice: { type: "ack", data: { frames: this.#model.live.link.frames } } });
  }
}

const copies = new Map<string, NoteCopy>();

/** The copy lives as long as the page: what was written in it is kept in step whatever is shown. */
export function copyOf(model: RoomModel, name: string): NoteCopy {
  const found = copies.get(name) ?? new NoteCopy(model, name);
  copies.set(name, found);
  return found;
}

