// The way a connection takes, by example: falling back to requests, trying the socket again, changing over.
import assert from "node:assert/strict";
import { test } from "node:test";
import { step } from "../src/live/connection.ts";
import { type Effect, type Input, type Link, newLink } from "../src/live/link.ts";
import { said, sending, sent, tail } from "./builders.ts";
import { trialPause } from "../src/live/trial.ts";
import { LIMITS, reply, ROOM, welcome } from "./model_server.ts";

const AT = { epoch: "epoch", seq: 5, tag: "t5" };
const BROKEN: Input = { on: "closed", code: 1006, reason: "" };
const WELCOME = said(welcome("mia", { [ROOM]: tail(5) }));

function run(link: Link, inputs: readonly Input[], now = 0, chance = 0): [Link, Effect[]] {
  const effects: Effect[] = [];
  for (const input of inputs) {
    const [next, done] = step(link, input, { now, chance });
    link = next;
    effects.push(...done);
  }
  return [link, effects];
}

function fresh(via: "socket" | "requests" = "socket"): Link {
  const link = newLink({ client: "test", language: "en", tab: "tab-00000000", person: "mia" }, LIMITS, 0, via);
  return run(link, [{ on: "join", room: ROOM, cursor: AT }])[0];
}

function liveByRequests(): Link {
  return run(fresh("requests"), [{ on: "tick" }, { on: "opened" }, WELCOME])[0];
}

function ways(link: Link, inputs: readonly Input[]): string[] {
  const taken: string[] = [];
  for (const input of inputs) {
    const [next, effects] = step(link, input, { now: 0, chance: 0 });
    if (effects.some((effect) => effect.do === "connect")) taken.push(next.via);
    link = next;
  }
  return taken;
}

const ATTEMPT: readonly Input[] = [{ on: "online" }, BROKEN];

test("after three sockets that never came in, requests are tried at once", () => {
  assert.deepEqual(ways(fresh(), [...ATTEMPT, ...ATTEMPT]), ["socket", "socket"]);
  assert.deepEqual(ways(fresh(), [...ATTEMPT, ...ATTEMPT, ...ATTEMPT]), ["socket", "socket", "socket", "requests"]);
});

test("where requests fail as well, the socket is tried again after the backoff", () => {
  assert.deepEqual(ways(fresh(), [...ATTEMPT, ...ATTEMPT, ...ATTEMPT, BROKEN, { on: "tick" }]).slice(3), ["requests", "socket"]);
});

test("what broke while it was live by requests comes back by requests", () => {
  assert.deepEqual(ways(liveByRequests(), [BROKEN, { on: "online" }, BROKEN, { on: "online" }]), ["requests", "socket"]);
});

test("a socket that opens and then says nothing counts as blocked", () => {
  let link = fresh();
  for (const at of [0, 20_000, 40_000]) {
    link = run(link, [{ on: "tick" }], at)[0];
    link = run(link, [{ on: "opened" }], at)[0];
    link = run(link, [{ on: "tick" }], at + 10_000)[0];
  }

  assert.deepEqual([link.phase, link.via], ["connecting", "requests"]);
});

test("a connection that was live and broke is no blocked socket", () => {
  const live: Input[] = [{ on: "online" }, { on: "opened" }, WELCOME, BROKEN];
  const [link] = run(fresh(), [...live, ...live, ...live, ...live]);

  assert.deepEqual([link.phase, link.via, link.failures], ["waiting", "socket", 0]);
});

test("a socket is tried again soon, and then ever more rarely", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map((trials) => trialPause(trials, 0)), [2_000, 8_000, 32_000, 128_000, 512_000, 600_000, 600_000]);
  assert.equal(trialPause(0, 1), 2_500);
});

test("a socket that comes in takes over in one step, and what was under way is sent again by it alone", () => {
  const written = run(liveByRequests(), [{ on: "write", entry: sending("message-1") }])[0];
  const [moved] = run(written, [said(sent(6))], 2_050);
  const [link, effects] = run(moved, [{ on: "switched", said: [welcome("mia", { [ROOM]: tail(6, [sent(6)]) })] }], 2_100);

  assert.deepEqual([link.phase, link.via, link.troubledSince, link.failures], ["live", "socket", null, 0]);
  assert.deepEqual(effects.flatMap((effect) => (effect.do === "send" ? effect.commands.map((one) => "client_id" in one && one.client_id) : [])), ["message-1"]);
  assert.equal(effects.some((effect) => effect.do === "tell" && effect.news.type === "event"), false);
});

test("a late answer to a request that the change left behind is not taken for the new one's", () => {
  const written = run(liveByRequests(), [{ on: "write", entry: sending("message-1") }])[0];
  const [changed] = run(written, [{ on: "switched", said: [welcome("mia", { [ROOM]: tail(5) })] }], 2_100);
  const [link] = run(changed, [said(reply(1, { seq: 6 }))], 2_200);

  assert.deepEqual(link.outbox.map((entry) => entry.state), ["sent"]);
});

test("by requests one command is under way at a time", () => {
  const [, effects] = run(liveByRequests(), ["message-1", "message-2"].map((id): Input => ({ on: "write", entry: sending(id) })));

  assert.deepEqual(effects.flatMap((effect) => (effect.do === "send" ? effect.commands.map((one) => "client_id" in one && one.client_id) : [])), ["message-1"]);
});

test("another process greets anew in the middle, and what it brings is told once", () => {
  const [link, effects] = run(liveByRequests(), [said(sent(6)), said(welcome("mia", { [ROOM]: tail(7, [sent(7)]) }))]);

  assert.deepEqual(effects.flatMap((effect) => (effect.do === "tell" && effect.news.type === "event" ? [effect.news.event.tag] : [])), ["t6", "t7"]);
  assert.deepEqual([link.phase, link.lanes[ROOM]?.cursor?.seq], ["live", 7]);
});
