// Carries out what the connection wants: transports, timers, storage, network events. Not here: deciding (connection).
import type { AnyCommand, Cursor, Done, ErrorView, Limits, Urls } from "../protocol.ts";
import { realClock } from "./clock.ts";
import { nextAlarm, step } from "./connection.ts";
import { newId } from "./ids.ts";
import { csrfToken } from "../ui/boot.ts";
import { type Ask, type Deed, type Effect, type Input, type Link, type News, type Via, newEntry, newLink } from "./link.ts";
import { type Shelf, openShelf } from "./shelf.ts";
import { Requests } from "./requests.ts";
import { type Hearing, type Transport, openSocket, rememberVia, rememberedVia } from "./transport.ts";
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
  #spare: Transport | null = null;
  #timer = 0;
  #token = 0;
  readonly #urls: Urls;
  readonly #shelf: Shelf;
  readonly #questions = new Map<number, (outcome: Outcome) => void>();
  readonly #hearers = new Set<(news: News) => void>();
  readonly #lookers = new Set<(link: Link) => void>();

  constructor(urls: Urls, person: string, limits: Limits) {
    const tab = newId();
    this.#urls = urls;
    this.#shelf = openShelf(person, tab);
    const who = { client: CLIENT, language: document.documentElement.lang, tab, person };
    this.#link = newLink(who, limits, Date.now(), rememberedVia());
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
    if (next.via !== this.#link.via) rememberVia(next.via);
    this.#link = next;
    for (const effect of effects) this.#run(effect);
    this.#arm();
    for (const look of this.#lookers) look(this.#link);
  }

  #run(effect: Effect): void {
    switch (effect.do) {
      case "connect": return this.#connect(effect.via);
      case "hang_up": return this.#hangUp();
      case "try_socket": return this.#try(effect.hello);
      case "end_trial": return this.#endTrial();
      case "switch": return this.#switch();
      case "send": return this.#transport?.send(effect.commands);
      case "tell": return this.#hearers.forEach((hear) => hear(effect.news));
      case "answer": return this.#answer(effect);
      case "keep": return void this.#shelf.keep(effect.entry);
      case "forget": return void this.#shelf.forget(effect.clientId);
    }
  }

  #connect(via: Via): void {
    this.#hangUp();
    const hearing: Hearing = {
      opened: () => this.dispatch({ on: "opened" }),
      heard: (said) => this.dispatch({ on: "frame", said }),
      closed: (code, reason) => this.dispatch({ on: "closed", code, reason }),
    };
    const doors = { url: this.#urls.requests, token: csrfToken(), hello: () => hello(this.#link).data };
    this.#transport = via === "socket" ? openSocket(this.#urls.socket, hearing) : new Requests(doors, hearing);
  }

  /** Open a socket beside the requests; until it takes over, only its first words and its end matter. */
  #try(greeting: AnyCommand): void {
    const spare = openSocket(this.#urls.socket, {
      opened: () => spare.send([greeting]),
      heard: (said) => this.dispatch({ on: spare === this.#spare ? "trial" : "frame", said }),
      closed: (code, reason) =>
        this.dispatch(spare === this.#spare ? { on: "trial", said: null } : { on: "closed", code, reason }),
    });
    this.#spare = spare;
  }

  #endTrial(): void {
    this.#spare?.close();
    this.#spare = null;
  }

  #switch(): void {
    this.#transport?.close();
    [this.#transport, this.#spare] = [this.#spare, null];
  }

  #hangUp(): void {
    this.#endTrial();
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
