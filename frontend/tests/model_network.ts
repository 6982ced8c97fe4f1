// A model of the two ways to the server for random histories: a socket, and requests with a poll. Both lose what is under way.
import { hello } from "../src/live/via.ts";
import type { Link } from "../src/live/link.ts";
import type { Hear } from "../src/live/transport.ts";
import type { AnyCommand, AnySaid } from "../src/protocol.ts";
import type { ModelServer, Wire } from "./model_server.ts";

/** Whose network this is. */
export interface Place {
  readonly person: string;
  readonly link: Link;
  readonly isBlocked: boolean;
  readonly world: { now: number; chance(): number; readonly server: ModelServer; readonly late: { at: number; deed: () => void }[] };
}

interface Frame { at: number; deed: () => void }

export abstract class Pipe {
  protected wire: Wire | null = null;
  protected frames: Frame[] = [];
  #opensAt: number | null;
  readonly place: Place;
  readonly hear: Hear;

  constructor(place: Place, hear: Hear) {
    this.place = place;
    this.hear = hear;
    this.#opensAt = place.world.now + 20 + place.world.chance() * 60;
  }

  abstract send(commands: readonly AnyCommand[]): void;
  abstract hop(): void;
  protected abstract get isShut(): boolean;

  ping(): void {
    if (this.wire) this.place.world.server.ping(this.wire);
  }

  close(): void {
    if (this.wire) this.place.world.server.wires.delete(this.wire);
    [this.wire, this.#opensAt, this.frames] = [null, null, []];
  }

  break(): void {
    if (!this.wire && this.#opensAt === null) return;
    this.close();
    this.hear({ on: "closed", code: 1006, reason: "" });
  }

  deliver(): void {
    const { now } = this.place.world;
    if (this.#opensAt !== null && this.#opensAt <= now) this.#open();
    while (this.frames[0] && this.frames[0].at <= now) this.frames.shift()!.deed();
  }

  protected travel(deed: () => void): void {
    const { now, chance } = this.place.world;
    this.frames.push({ at: Math.max(now + 1 + chance() * 40, this.frames.at(-1)?.at ?? 0), deed });
  }

  /** A wire of this pipe: what comes down it counts as long as it is the pipe's own. */
  protected newWire(): Wire {
    const down = (said: AnySaid) => {
      if (this.wire === wire) this.travel(() => this.wire === wire && this.hear({ on: "frame", size: 1, said: [said] }));
    };
    const wire: Wire = { down, isBlocked: null };
    this.wire = wire;
    return wire;
  }

  #open(): void {
    if (this.isShut) return this.break();
    this.#opensAt = null;
    this.newWire();
    this.hear({ on: "opened" });
  }
}

export class Socket extends Pipe {
  protected get isShut(): boolean {
    return this.place.isBlocked;
  }

  hop(): void {
    // A socket stays with its process.
  }

  send(commands: readonly AnyCommand[]): void {
    const text = JSON.stringify(commands);
    this.travel(() => {
      for (const command of JSON.parse(text) as AnyCommand[]) this.place.world.server.accept(this.wire!, this.place.person, command);
    });
  }
}

export class Requests extends Pipe {
  #isPosting = false;
  #isHopping = false;
  readonly #waiting: AnyCommand[][] = [];

  protected get isShut(): boolean {
    return this.place.world.chance() < 0.05;
  }

  /** The next poll reaches another process: what the last one kept for us stays there. */
  hop(): void {
    if (!this.wire || this.#isHopping) return;
    this.#isHopping = true;
    this.travel(() => {
      this.#isHopping = false;
      this.place.world.server.wires.delete(this.wire!);
      this.place.world.server.accept(this.newWire(), this.place.person, hello(this.place.link));
    });
  }

  send(commands: readonly AnyCommand[]): void {
    const greeting = commands.find((command) => command.type === "hello");
    if (greeting) this.travel(() => this.wire && this.place.world.server.accept(this.wire, this.place.person, greeting));
    const posted = commands.filter((command) => command.type !== "hello" && command.type !== "ack" && command.type !== "pong");
    if (posted.length) this.#waiting.push(posted);
    this.#post();
  }

  /** One at a time; it arrives even when nobody waits any more, and then may be late. */
  #post(): void {
    const commands = this.#isPosting ? undefined : this.#waiting.shift();
    if (!commands) return;
    this.#isPosting = true;
    const { now, chance, late } = this.place.world;
    const deed = () => this.#answered(this.#carryOut(commands));
    late.push({ at: now + chance() * (chance() < 0.1 ? 2_000 : 40), deed });
    late.sort((a, b) => a.at - b.at);
  }

  #carryOut(commands: readonly AnyCommand[]): AnySaid[] {
    const replies: AnySaid[] = [];
    // What was refused in one request holds up nothing in the next.
    const wire: Wire = { down: (said) => replies.push(said), isBlocked: null };
    for (const command of commands) this.place.world.server.accept(wire, this.place.person, command);
    return replies;
  }

  #answered(replies: readonly AnySaid[]): void {
    const wire = this.wire;
    if (!wire) return;
    const { now, chance } = this.place.world;
    // Replies come by their own request: no order between them and what the poll brings.
    this.frames.push({ at: now + chance() * 40, deed: () => {
      this.#isPosting = false;
      this.hear({ on: "frame", size: 1, said: replies });
      this.#post();
    } });
    this.frames.sort((a, b) => a.at - b.at);
  }
}
