// The way a connection takes, by example: falling back to requests, trying the socket again, changing over.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextAlarm, step } from "../src/live/connection.ts";
import { type Effect, type Input, type Link, newLink } from "../src/live/link.ts";
import { packed } from "../src/live/transport.ts";
import { said, sending, sent, tail } from "./builders.ts";
import { LIMITS, reply, ROOM, welcome } from "./model_server.ts";

const AT = { epoch: "epoch", seq: 5, tag: "t5" };
const BROKEN: Input = { on: "closed", code: 1006, reason: "" };
const WELCOME = said(welcome("mia", { [ROOM]: tail(5) }));
const PING = said({ type: "ping", data: { heads: {} } });

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

function deeds(effects: readonly Effect[]): string[] {
  return effects.map((effect) => (effect.do === "connect" ? `connect by ${effect.via}` : effect.do));
}

test("after three sockets that never came in, requests are tried at once", () => {
  const attempt: Input[] = [{ on: "online" }, BROKEN];
  const [link, effects] = run(fresh(), [...attempt, ...attempt, ...attempt]);

  assert.deepEqual(deeds(effects), ["connect by socket", "connect by socket", "connect by socket", "connect by requests"]);
  assert.deepEqual([link.phase, link.via], ["connecting", "requests"]);
});

test("where requests fail as well, the socket is tried again after the backoff", () => {
  const attempt: Input[] = [{ on: "online" }, BROKEN];
  const [link, effects] = run(fresh(), [...attempt, ...attempt, ...attempt, BROKEN, { on: "tick" }], 0, 0);

  assert.equal(link.phase, "connecting");
  assert.equal(deeds(effects).at(-1), "connect by socket");
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

test("live by requests tries the socket again, ever more rarely", () => {
  let link = liveByRequests();
  const times: number[] = [];
  for (let i = 0; i < 6; i += 1) {
    times.push(link.trialAt!);
    const [trying, effects] = run(link, [PING, { on: "tick" }], link.trialAt!);
    assert.ok(deeds(effects).includes("try_socket"));
    link = run(trying, [{ on: "trial", said: null }], trying.trialAt!)[0];
  }

  assert.deepEqual(times.map((at, i) => at - (times[i - 1] ?? 0)), [2_000, 8_000, 32_000, 128_000, 512_000, 600_000]);
});

test("a trial is hastened by a look at the page, and starts afresh on another network", () => {
  const waiting = { ...liveByRequests(), trialAt: 500_000, trials: 5 };

  assert.deepEqual(run(waiting, [{ on: "wake" }], 1_000)[0].trials, 5);
  assert.equal(nextAlarm(run(waiting, [{ on: "wake" }], 1_000)[0], 1_000), 1_000);
  assert.equal(run(waiting, [{ on: "online" }], 1_000)[0].trials, 0);
});

test("a trial waits while a view waits for its answer", () => {
  const asking = run(liveByRequests(), [{ on: "ask", token: 1, ask: { type: "room.history", room: ROOM, data: { no: 5 } } }])[0];
  const [link, effects] = run(asking, [{ on: "tick" }], 3_000);

  assert.deepEqual([link.trialAt, link.trialUntil, deeds(effects)], [4_000, null, []]);
});

test("a trial without an answer ends, and requests go on", () => {
  const [trying] = run(liveByRequests(), [{ on: "tick" }], 2_000);
  const [link, effects] = run(trying, [PING, { on: "tick" }], 12_000);

  assert.deepEqual([link.phase, link.via, deeds(effects).at(-1)], ["live", "requests", "end_trial"]);
});

test("a farewell on the trial changes nothing", () => {
  const [trying] = run(liveByRequests(), [{ on: "tick" }], 2_000);
  const bye = { type: "bye", data: { code: 4003, reason: "", retry_ms: 900 } } as const;
  const [link, effects] = run(trying, [{ on: "trial", said: [bye] }], 2_100);

  assert.deepEqual([link.phase, link.via, deeds(effects)], ["live", "requests", ["end_trial"]]);
});

test("a socket that brings its welcome takes over in one step, and what was under way is sent again by it alone", () => {
  const written = run(liveByRequests(), [{ on: "write", entry: sending("message-1") }])[0];
  const [trying] = run(written, [{ on: "tick" }], 2_000);
  const [moved] = run(trying, [said(sent(6))], 2_050);
  const [link, effects] = run(moved, [{ on: "trial", said: [welcome("mia", { [ROOM]: tail(6, [sent(6)]) })] }], 2_100);

  assert.deepEqual([link.phase, link.via, link.troubledSince, link.trialAt], ["live", "socket", null, null]);
  assert.deepEqual(deeds(effects).filter((deed) => deed !== "tell"), ["switch", "send"]);
  assert.deepEqual(effects.flatMap((effect) => (effect.do === "send" ? effect.commands.map((one) => "client_id" in one && one.client_id) : [])), ["message-1"]);
  assert.equal(effects.some((effect) => effect.do === "tell" && effect.news.type === "event"), false);
});

test("a late answer to a request that the change left behind is not taken for the new one's", () => {
  const written = run(liveByRequests(), [{ on: "write", entry: sending("message-1") }])[0];
  const [trying] = run(written, [{ on: "tick" }], 2_000);
  const [changed] = run(trying, [{ on: "trial", said: [welcome("mia", { [ROOM]: tail(5) })] }], 2_100);
  const [link] = run(changed, [said(reply(1, { seq: 6 }))], 2_200);

  assert.deepEqual(link.outbox.map((entry) => entry.state), ["sent"]);
});

test("another process greets anew in the middle, and what it brings is told once", () => {
  const [link, effects] = run(liveByRequests(), [said(sent(6)), said(welcome("mia", { [ROOM]: tail(7, [sent(7)]) }))]);

  assert.deepEqual(effects.flatMap((effect) => (effect.do === "tell" && effect.news.type === "event" ? [effect.news.event.tag] : [])), ["t6", "t7"]);
  assert.deepEqual([link.phase, link.lanes[ROOM]?.cursor?.seq], ["live", 7]);
});

test("a link that ends by itself leaves no trial behind", () => {
  const [trying] = run(liveByRequests(), [{ on: "tick" }], 2_000);
  const [broken] = run(trying, [BROKEN], 2_100);
  const [late, effects] = run(broken, [{ on: "trial", said: [welcome("mia", {})] }], 2_200);

  assert.deepEqual([late.phase, late.via, late.trialUntil, deeds(effects)], ["waiting", "requests", null, ["end_trial"]]);
});

test("many long commands leave as frames that the server takes", () => {
  const command = (no: number) => ({ type: "message.send", ref: no, room: ROOM, client_id: `message-${no}`, data: { text: "ö".repeat(8_000) } }) as const;
  const frames = packed(Array.from({ length: 8 }, (_, no) => command(no)));

  assert.deepEqual(frames.flat().map((one) => "ref" in one && one.ref), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.ok(frames.every((frame) => new TextEncoder().encode(JSON.stringify(frame)).length <= 65_536));
  assert.equal(frames.length, 3);
});
