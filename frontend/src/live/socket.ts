// Carries out what the connection wants: transports, timers, storage, network events. Not here: deciding (connection).
import type { Cursor, Done, ErrorView, Limits, Urls } from "../protocol.ts";
import { realClock } from "./clock.ts";
import { nextAlarm, step } from "./connection.ts";
import { newId } from "./ids.ts";
import { csrfToken } from "../ui/boot.ts";
import { type Ask, type Deed, type Effect, type Input, type Link, type News, type Via, newEntry, newLink } from "./link.ts";
import { type Shelf, openShelf } from "./shelf.ts";
import { type Hear, type Transport, openSocket } from "./transport.ts";
import { hello } from "./via.ts";

const CLIENT = "web 1";
const LONGEST_TIMER_MS = 60_000;

export interface Outcome {
  readonly done: Done | null;
  readonly error: ErrorView | null;
}

/** The connection of this page; views ask it, write through it, and listen to it. */
export class Live {
  #link: Link;
  #transport: Transport | null = null;
  #timer = 0;
  #token = 0;
  readonly #urls: Urls;
  readonly #hear: Hear = (heard) => this.dispatch(heard);
  readonly #shelf: Shelf;
  readonly #questions = new Map<number, (outcome: Outcome) => void>();
  readonly #hearers = new Set<(news: News) => void>();
  readonly #lookers = new Set<(link: Link) => void>();

  constructor(urls: Urls, person: string, limits: Limits) {
    const tab = newId();
    this.#urls = urls;
    this.#shelf = openShelf(person, tab);
    const who = { client: CLIENT, language: document.documentElement.lang, tab, person };
    const via = (sessionStorage.getItem("menteo.via") ?? "socket") as Via;
    this.#link = newLink(who, limits, Date.now(), via);
  }

  /** Connect, as soon as whoever starts it has joined a room. */
  start(): this {
    watchNetwork((input) => this.dispatch(input));
    void this.#shelf.adopt().then((entries) => entries.length && this.dispatch({ on: "restore", entries }));
    queueMicrotask(() => this.dispatch({ on: "tick" }));
    return this;
  }

  get link(): Link {
    return this.#link;
  }

  join(room: string, cursor: Cursor | null): void {
    this.dispatch({ on: "join", room, cursor });
  }

  ask(ask: Ask): Promise<Outcome> {
    this.#token += 1;
    const token = this.#token;
    return new Promise((resolve) => {
      this.#questions.set(token, resolve);
      this.dispatch({ on: "ask", token, ask });
    });
  }

  write(room: string, deed: Deed, kept: boolean): string {
    const clientId = newId();
    this.dispatch({ on: "write", entry: newEntry(clientId, room, deed, { at: Date.now(), kept }) });
    return clientId;
  }

  onNews(hear: (news: News) => void): void {
    this.#hearers.add(hear);
  }

  onChange(look: (link: Link) => void): void {
    this.#lookers.add(look);
  }

  dispatch(input: Input): void {
    const [next, effects] = step(this.#link, input, realClock());
    this.#link = next;
    for (const effect of effects) this.#run(effect);
    this.#arm();
    for (const look of this.#lookers) look(this.#link);
  }

  #run(effect: Effect): void {
    switch (effect.do) {
      case "connect": return this.#connect();
      case "hang_up": return this.#hangUp();
      case "send": return this.#transport?.send(effect.commands);
      case "tell": return this.#hearers.forEach((hear) => hear(effect.news));
      case "answer": return this.#answer(effect);
      case "keep": return void this.#shelf.keep(effect.entry);
      case "forget": return void this.#shelf.forget(effect.clientId);
    }
  }

  #connect(): void {
    this.#hangUp();
    if (this.#link.via === "requests") void this.#connectByRequests();
    else this.#transport = openSocket(this.#urls.socket, this.#hear);
  }

  /** Loaded by those alone whose sockets are blocked. */
  async #connectByRequests(): Promise<void> {
    const loaded = await import("./requests.ts").catch(() => null);
    // A script that does not come is waited for like any connection, and in vain.
    if (!loaded || this.#transport || this.#link.phase !== "connecting") return;
    this.#transport = new loaded.Requests({
      url: this.#urls.requests,
      token: csrfToken(),
      hello: () => hello(this.#link),
      openSocket: (other) => openSocket(this.#urls.socket, other),
      switchTo: (socket, said) => {
        this.#transport = socket;
        this.dispatch({ on: "switched", said });
      },
    }, this.#hear);
  }

  #hangUp(): void {
    this.#transport?.close();
    this.#transport = null;
  }

  #answer(effect: Extract<Effect, { do: "answer" }>): void {
    this.#questions.get(effect.token)?.({ done: effect.done, error: effect.error });
    this.#questions.delete(effect.token);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const at = nextAlarm(this.#link, Date.now());
    if (at === null) return;
    const pause = Math.min(LONGEST_TIMER_MS, Math.max(0, at - Date.now()));
    this.#timer = window.setTimeout(() => this.dispatch({ on: "tick" }), pause);
  }
}

function watchNetwork(dispatch: (input: Input) => void): void {
  addEventListener("online", () => dispatch({ on: "online" }));
  addEventListener("offline", () => dispatch({ on: "offline" }));
  addEventListener("pageshow", (event) => event.persisted && dispatch({ on: "wake" }));
  document.addEventListener("visibilitychange", () => {
    dispatch(document.visibilityState === "visible" ? { on: "wake" } : { on: "tick" });
  });
}
