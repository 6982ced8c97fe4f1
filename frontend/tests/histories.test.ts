// Ten thousand random histories over bad networks: nothing lost, nothing twice, one order, and no phase without an end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextAlarm, step } from "../src/live/connection.ts";
import { type Effect, type Input, type Link, newEntry, newLink } from "../src/live/link.ts";
import type { AnyCommand, AnySaid } from "../src/protocol.ts";
import { LIMITS, ModelServer, ROOM, type Wire } from "./model_server.ts";

const HISTORIES = 10_000;
const MESSAGES = 6;

interface Frame { at: number; up: boolean; text: string }

/** One browser with its network: frames take time, connections break and frames under way are lost with them. */
class Browser {
  link: Link;
  readonly seen: string[] = [];
  readonly written: string[] = [];
  frames: Frame[] = [];
  wire: Wire | null = null;
  opensAt: number | null = null;
  readonly person: string;
  readonly world: World;

  constructor(person: string, world: World) {
    this.person = person;
    this.world = world;
    this.link = newLink({ client: "test", language: "en", tab: `tab-${person}-00`, person }, LIMITS, 0);
    this.put({ on: "join", room: ROOM, cursor: { epoch: "epoch", seq: 0, tag: "" } });
  }

  put(input: Input): void {
    const [link, effects] = step(this.link, input, { now: this.world.now, chance: this.world.chance() });
    this.link = link;
    for (const effect of effects) this.carry(effect);
  }

  carry(effect: Effect): void {
    if (effect.do === "connect") this.opensAt = this.world.now + 20 + this.world.chance() * 60;
    else if (effect.do === "hang_up") this.drop();
    else if (effect.do === "send" && this.wire) this.frames.push({ at: this.arrival(), up: true, text: JSON.stringify(effect.commands) });
    else if (effect.do === "tell" && effect.news.type === "event") this.seen.push(`${effect.news.event.seq} ${effect.news.event.client_id}`);
  }

  arrival(): number {
    return Math.max(this.world.now + 1 + this.world.chance() * 40, this.frames.at(-1)?.at ?? 0);
  }

  drop(): void {
    if (this.wire) this.world.server.wires.delete(this.wire);
    [this.wire, this.opensAt, this.frames] = [null, null, []];
  }

  break(): void {
    if (!this.wire && this.opensAt === null) return;
    this.drop();
    this.put({ on: "closed", code: 1006, reason: "" });
  }

  write(no: number): void {
    const clientId = `${this.person}-message-${no}`;
    this.written.push(clientId);
    this.put({ on: "write", entry: newEntry(clientId, ROOM, { type: "message.send", data: { text: clientId } }, { at: this.world.now, kept: false }) });
  }

  deliver(): void {
    if (this.opensAt !== null && this.opensAt <= this.world.now) this.open();
    while (this.frames[0] && this.frames[0].at <= this.world.now) {
      const frame = this.frames.shift()!;
      if (!frame.up) this.put({ on: "frame", said: [JSON.parse(frame.text) as AnySaid] });
      else for (const command of JSON.parse(frame.text) as AnyCommand[]) this.world.server.accept(this.wire!, this.person, command);
    }
    const alarm = nextAlarm(this.link, this.world.now);
    if (alarm !== null && alarm <= this.world.now) this.put({ on: "tick" });
  }

  open(): void {
    this.opensAt = null;
    const down = (said: AnySaid) => {
      if (this.wire === wire) this.frames.push({ at: this.arrival(), up: false, text: JSON.stringify(said) });
    };
    const wire: Wire = { down, isBlocked: null };
    this.wire = wire;
    this.put({ on: "opened" });
  }
}

class World {
  now = 0;
  readonly server: ModelServer;
  readonly browsers: Browser[];
  readonly chance: () => number;

  constructor(seed: number) {
    this.chance = mulberry(seed);
    this.server = new ModelServer(this.chance);
    this.browsers = ["mia", "noah"].map((person) => new Browser(person, this));
  }

  run(): void {
    for (let turn = 0; turn < 60; turn += 1) {
      this.now += this.chance() * 120;
      for (const browser of this.browsers) this.bother(browser);
    }
    for (const browser of this.browsers) browser.put({ on: "online" });
    for (let turn = 0; turn < 4_000 && !this.isCalm(); turn += 1) {
      this.now += 50;
      for (const browser of this.browsers) browser.deliver();
      if (turn % 40 === 39) for (const wire of this.server.wires) this.server.ping(wire);
    }
  }

  bother(browser: Browser): void {
    const dice = this.chance();
    if (dice < 0.1 && browser.written.length < MESSAGES) browser.write(browser.written.length);
    else if (dice < 0.14) browser.break();
    else if (dice < 0.15) browser.put({ on: "offline" });
    else if (dice < 0.18) browser.put({ on: "online" });
    else if (dice < 0.2 && browser.wire) this.server.ping(browser.wire);
    browser.deliver();
  }

  isCalm(): boolean {
    const head = this.server.log.length;
    return this.browsers.every(({ link, seen }) => link.phase === "live" && link.outbox.length === 0 && seen.length === head);
  }
}

test(`${HISTORIES} random histories lose nothing, double nothing, and agree on one order`, () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const world = new World(seed);

    world.run();

    const log = world.server.log.map((event) => `${event.seq} ${event.client_id}`);
    for (const browser of world.browsers) {
      assert.deepEqual(browser.seen, log, `seed ${seed}: ${browser.person} saw the log`);
      const stored = world.server.log.filter((event) => event.by === browser.person).map((event) => event.client_id);
      assert.deepEqual(stored, browser.written, `seed ${seed}: ${browser.person}'s messages once, in order`);
      assert.equal(browser.link.phase, "live", `seed ${seed}`);
    }
  }
});

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
