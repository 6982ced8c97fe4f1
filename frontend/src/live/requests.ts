// Carries the connection by requests: commands posted one after the other, news by a poll that waits. Not here: when (via).
import type { AnyCommand, Answered, HelloData, Poll, Polled, Say } from "../protocol.ts";
import { type Hearing, type Transport, packed } from "./transport.ts";

const BROKEN = 1006;
// What a status means in the socket's own closing codes: sign in again, load the page again, stop.
const STOPS: Readonly<Record<number, number>> = { 400: 4400, 401: 4401, 403: 4426, 413: 4400 };
// The polls themselves say how much has arrived.
const SAID_BY_POLLS = new Set(["hello", "ack", "pong"]);

export interface Doors {
  readonly url: string;
  readonly token: string;
  /** Who asks, with the cursors as they are now. */
  hello(): HelloData;
}

export class Requests implements Transport {
  #relay: string | null = null;
  #frames = 0;
  #isPosting = false;
  readonly #waiting: AnyCommand[][] = [];
  readonly #ending = new AbortController();
  readonly #doors: Doors;
  readonly #hearing: Hearing;

  constructor(doors: Doors, hearing: Hearing) {
    this.#doors = doors;
    this.#hearing = hearing;
    // Nothing has to be opened; whether anybody answers shows the first poll.
    queueMicrotask(() => this.#ending.signal.aborted || hearing.opened());
  }

  send(commands: readonly AnyCommand[]): void {
    if (commands.some((command) => command.type === "hello")) void this.#listen();
    this.#waiting.push(...packed(commands.filter((command) => !SAID_BY_POLLS.has(command.type))));
    if (!this.#isPosting) void this.#post();
  }

  close(): void {
    this.#ending.abort();
  }

  async #listen(): Promise<void> {
    for (;;) {
      const poll: Poll = { hello: this.#doors.hello(), relay: this.#relay, frames: this.#frames };
      const polled = await this.#ask<Polled>("poll/", poll);
      if (!polled) return;
      [this.#relay, this.#frames] = [polled.relay, polled.frames];
      this.#hearing.heard(polled.said);
    }
  }

  /** One request at a time, so that commands arrive in the order of their writing. */
  async #post(): Promise<void> {
    this.#isPosting = true;
    for (let commands = this.#waiting.shift(); commands; commands = this.#waiting.shift()) {
      const say: Say = { hello: this.#doors.hello(), commands };
      const answered = await this.#ask<Answered>("say/", say);
      if (!answered) return;
      this.#hearing.heard(answered.said);
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
    this.#hearing.closed(code, "");
  }
}
