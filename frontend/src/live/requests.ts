// Carries the connection by requests: commands posted one after the other, news by a poll that waits, and now and then a trial
// whether a socket comes in after all. Loaded only where sockets are blocked. Not here: deciding so (via).
import type { AnyCommand, AnySaid, Answered, Hello, Poll, Polled, Say } from "../protocol.ts";
import { TRIAL_MS, trialPause } from "./trial.ts";
import type { Via } from "./link.ts";
import type { Hear, Transport } from "./transport.ts";

// Set in a tab that is live by requests, so that its next page need not find out again.
const REMEMBERED = "menteo.via";
const BROKEN = 1006;
// What a status means in the socket's own closing codes: sign in again, load the page again, stop.
const STOPS: Readonly<Record<number, number>> = { 400: 4400, 401: 4401, 403: 4426, 413: 4400 };
// The polls themselves say how much has arrived.
const SAID_BY_POLLS = new Set(["hello", "ack", "pong"]);

export interface Doors {
  readonly url: string;
  readonly token: string;
  /** Who asks, with the cursors as they are now. */
  hello(): Hello;
  openSocket(hear: Hear): Transport;
  /** A socket came in: it carries the connection from now on, beginning with this welcome. */
  switchTo(socket: Transport, said: readonly AnySaid[]): void;
}

export class Requests implements Transport {
  #relay: string | null = null;
  #frames = 0;
  #isPosting = false;
  #trials = 0;
  #timer = 0;
  #spare: Transport | null = null;
  readonly #waiting: (readonly AnyCommand[])[] = [];
  readonly #ending = new AbortController();
  readonly #doors: Doors;
  readonly #hear: Hear;

  constructor(doors: Doors, hear: Hear) {
    this.#doors = doors;
    this.#hear = hear;
    // Nothing has to be opened; whether anybody answers shows the first poll.
    queueMicrotask(() => this.#ending.signal.aborted || hear({ on: "opened" }));
  }

  send(commands: readonly AnyCommand[]): void {
    if (commands.some((command) => command.type === "hello")) void this.#listen();
    const posted = commands.filter((command) => !SAID_BY_POLLS.has(command.type));
    if (posted.length) this.#waiting.push(posted);
    if (!this.#isPosting) void this.#post();
  }

  close(): void {
    this.#ending.abort();
    this.#endTrial();
  }

  async #listen(): Promise<void> {
    for (;;) {
      const polled = await this.#ask<Polled>("poll/", { hello: this.#doors.hello().data, relay: this.#relay, frames: this.#frames } satisfies Poll);
      if (!polled) return;
      if (!this.#relay) this.#watch();
      [this.#relay, this.#frames] = [polled.relay, polled.frames];
      this.#hear({ on: "frame", size: 0, said: polled.said });
    }
  }

  /** One request at a time, so that commands arrive in the order of their writing. */
  async #post(): Promise<void> {
    this.#isPosting = true;
    for (let commands = this.#waiting.shift(); commands; commands = this.#waiting.shift()) {
      const answered = await this.#ask<Answered>("say/", { hello: this.#doors.hello().data, commands: [...commands] } satisfies Say);
      if (!answered) return;
      this.#hear({ on: "frame", size: 0, said: answered.said });
    }
    this.#isPosting = false;
  }

  /** The answer; null when this transport has come to its end. */
  async #ask<T>(door: string, body: object): Promise<T | null> {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#doors.token };
    const signal = this.#ending.signal;
    let code = BROKEN;
    try {
      const answer = await fetch(this.#doors.url + door, { method: "POST", headers, body: JSON.stringify(body), signal });
      const said = answer.ok ? ((await answer.json()) as T) : null;
      if (said && !signal.aborted) return said;
      code = STOPS[answer.status] ?? BROKEN;
    } catch {
      // The network or whatever stands in between: told apart by nobody, and by trying again.
    }
    this.#end(code);
    return null;
  }

  #end(code: number): void {
    if (this.#ending.signal.aborted) return;
    this.close();
    this.#hear({ on: "closed", code, reason: "" });
  }

  // Whether a socket comes in after all

  /** Requests work: begin the tab's next page with them, and try the socket when that may have changed. */
  #watch(): void {
    const { signal } = this.#ending;
    sessionStorage.setItem(REMEMBERED, "requests" satisfies Via);
    addEventListener("online", () => this.#try(), { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#try(), { signal });
    this.#plan();
  }

  #plan(): void {
    this.#timer = window.setTimeout(() => this.#try(), trialPause(this.#trials, Math.random()));
    this.#trials += 1;
  }

  #try(): void {
    if (this.#spare) return;
    this.#endTrial();
    const spare = this.#doors.openSocket((heard) => {
      // From the moment it takes over, what it says is the connection's.
      if (spare !== this.#spare) this.#hear(heard);
      else if (heard.on === "opened") spare.send([this.#doors.hello()]);
      else this.#judge(heard.on === "frame" ? heard.said : []);
    });
    this.#spare = spare;
    this.#timer = window.setTimeout(() => this.#judge([]), TRIAL_MS);
  }

  /** Its first words, or none: a welcome is what a socket that works begins with. */
  #judge(said: readonly AnySaid[]): void {
    const spare = this.#spare;
    if (!spare || !said.some((one) => one.type === "welcome")) {
      this.#endTrial();
      return this.#plan();
    }
    this.#spare = null;
    sessionStorage.removeItem(REMEMBERED);
    this.close();
    this.#doors.switchTo(spare, said);
  }

  #endTrial(): void {
    clearTimeout(this.#timer);
    this.#spare?.close();
    this.#spare = null;
  }
}
