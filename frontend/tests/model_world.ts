// A model of browsers on bad networks before one server: what each writes, what it hears, what breaks. Not here: what must hold then.
import { nextAlarm, step } from "../src/live/connection.ts";
import { type Deed, type Effect, type Input, type Link, newEntry, newLink } from "../src/live/link.ts";
import type { Hear } from "../src/live/transport.ts";
import { hello } from "../src/live/via.ts";
import type { AnySaid } from "../src/protocol.ts";
import { type Pipe, Requests, Socket } from "./model_network.ts";
import { LIMITS, ModelServer, ROOM } from "./model_server.ts";

const TURNS = 80;

/** One browser with its network, where sockets may be blocked for a while. */
export class Browser {
  link: Link;
  readonly seen: string[] = [];
  readonly written: string[] = [];
  readonly ways = new Set<string>();
  pipe: Pipe | null = null;
  spare: Pipe | null = null;
  isBlocked: boolean;
  readonly person: string;
  readonly world: World;

  constructor(person: string, world: World) {
    this.person = person;
    this.world = world;
    this.isBlocked = world.chance() < 0.3;
    this.link = newLink({ client: "test", language: "en", tab: `tab-${person}-00`, person }, LIMITS, 0, "socket");
    this.put({ on: "join", room: ROOM, cursor: { epoch: "epoch", seq: 0, tag: "" } });
  }

  put(input: Input): void {
    const [link, effects] = step(this.link, input, { now: this.world.now, chance: this.world.chance() });
    this.link = link;
    if (link.phase === "live") this.ways.add(link.via);
    for (const effect of effects) this.carry(effect);
  }

  carry(effect: Effect): void {
    switch (effect.do) {
      case "connect": return this.connect(this.link.via);
      case "hang_up": return this.hangUp();
      case "send": return this.pipe?.send(effect.commands);
      case "tell": if (effect.news.type === "event") this.seen.push(`${effect.news.event.seq} ${effect.news.event.client_id}`);
    }
  }

  connect(via: Link["via"]): void {
    this.hangUp();
    const hear: Hear = (heard) => this.put(heard);
    this.pipe = via === "socket" ? new Socket(this, hear) : new Requests(this, hear);
  }

  /** Open a socket beside the requests; it takes over with its welcome. */
  try(): void {
    if (this.spare || !(this.pipe instanceof Requests) || this.link.phase !== "live") return;
    const spare: Pipe = new Socket(this, (heard) => {
      if (spare !== this.spare) this.put(heard);
      else if (heard.on === "opened") spare.send([hello(this.link)]);
      else if (heard.on === "closed") this.endTrial();
      else this.change(spare, heard.said);
    });
    this.spare = spare;
  }

  change(spare: Pipe, said: readonly AnySaid[]): void {
    this.spare = null;
    this.pipe?.close();
    this.pipe = spare;
    this.put({ on: "switched", said });
  }

  endTrial(): void {
    this.spare?.close();
    this.spare = null;
  }

  hangUp(): void {
    this.endTrial();
    this.pipe?.close();
    this.pipe = null;
  }

  break(): void {
    this.spare?.break();
    this.pipe?.break();
  }

  /** From now on sockets are blocked, or no longer. */
  block(isBlocked: boolean): void {
    this.isBlocked = isBlocked;
    for (const pipe of [this.spare, this.pipe]) if (isBlocked && pipe instanceof Socket) pipe.break();
  }

  write(): void {
    const clientId = `${this.person}-message-${this.written.length}`;
    this.written.push(clientId);
    this.put({ on: "write", entry: newEntry(clientId, ROOM, this.deed(clientId), { at: this.world.now, kept: false }) });
  }

  deed(clientId: string): Deed {
    return { type: "message.send", data: { text: clientId } };
  }

  deliver(): void {
    this.spare?.deliver();
    this.pipe?.deliver();
    const alarm = nextAlarm(this.link, this.world.now);
    if (alarm !== null && alarm <= this.world.now) this.put({ on: "tick" });
  }
}

export class World {
  now = 0;
  readonly server: ModelServer;
  readonly browsers: Browser[];
  readonly chance: () => number;
  /** What left by a request that nobody waits for any more, and may still arrive. */
  readonly late: { at: number; deed: () => void }[] = [];

  readonly writes: number;

  constructor(seed: number, writes: number) {
    this.chance = mulberry(seed);
    this.writes = writes;
    this.server = this.newServer();
    this.browsers = ["mia", "noah"].map((person) => this.newBrowser(person));
  }

  newServer(): ModelServer {
    return new ModelServer(this.chance);
  }

  newBrowser(person: string): Browser {
    return new Browser(person, this);
  }

  run(): void {
    for (let turn = 0; turn < TURNS; turn += 1) {
      this.now += this.chance() * 120;
      this.arriveLate();
      for (const browser of this.browsers) this.bother(browser);
    }
    for (const browser of this.browsers) browser.block(this.chance() < 0.3);
    for (const browser of this.browsers) browser.put({ on: "online" });
    for (let turn = 0; turn < 4_000 && !this.isCalm(); turn += 1) {
      this.now += 50;
      this.arriveLate();
      for (const browser of this.browsers) browser.deliver();
      if (turn % 40 === 39) for (const wire of this.server.wires) this.server.ping(wire);
    }
  }

  bother(browser: Browser): void {
    const dice = this.chance();
    if (dice < 0.1 && browser.written.length < this.writes) browser.write();
    else if (dice < 0.14) browser.break();
    else if (dice < 0.15) browser.put({ on: "offline" });
    else if (dice < 0.18) browser.put({ on: "online" });
    else if (dice < 0.2) browser.pipe?.ping();
    else if (dice < 0.22) browser.block(!browser.isBlocked);
    else if (dice < 0.26) browser.pipe?.hop();
    else if (dice < 0.34) browser.try();
    browser.deliver();
  }

  arriveLate(): void {
    while (this.late[0] && this.late[0].at <= this.now) this.late.shift()!.deed();
  }

  isCalm(): boolean {
    const head = this.server.log.length;
    return this.browsers.every(({ link, seen }) => link.phase === "live" && link.outbox.length === 0 && seen.length === head);
  }
}

export function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
