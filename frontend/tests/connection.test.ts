// The connection by example: coming in, gaps, acknowledgements, refusals, farewells. Random histories: histories.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextAlarm, step } from "../src/live/connection.ts";
import type { Effect, Input, Link } from "../src/live/link.ts";
import type { AnyCommand } from "../src/protocol.ts";
import { fresh, said, sending, sent, tail } from "./builders.ts";
import { refusal, reply, ROOM, welcome } from "./model_server.ts";

const BROKEN = { on: "closed", code: 1006, reason: "" } as const;
const AT = { epoch: "epoch", seq: 5, tag: "t5" };

function run(link: Link, inputs: readonly Input[], now = 0, chance = 0.5): [Link, Effect[]] {
  const effects: Effect[] = [];
  for (const input of inputs) {
    const [next, done] = step(link, input, { now, chance });
    link = next;
    effects.push(...done);
  }
  return [link, effects];
}

function commands(effects: readonly Effect[]): AnyCommand[] {
  return effects.flatMap((effect) => (effect.do === "send" ? effect.commands : []));
}

function told(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => (effect.do === "tell" && effect.news.type === "event" ? [effect.news.event.tag] : []));
}

function live(now = 0): Link {
  const steps: Input[] = [{ on: "join", room: ROOM, cursor: AT }, { on: "tick" }, { on: "opened" }, said(welcome("mia", { [ROOM]: tail(5) }))];
  return run(fresh(), steps, now)[0];
}

test("the first tick connects, and the opened socket says hello with every cursor", () => {
  const [link, effects] = run(fresh(), [{ on: "join", room: ROOM, cursor: AT }, { on: "tick" }, { on: "opened" }]);

  assert.equal(link.phase, "greeting");
  assert.deepEqual(effects.map((effect) => effect.do), ["connect", "send"]);
  assert.deepEqual(commands(effects)[0], {
    type: "hello", data: { client: "test", language: "en", tab: "tab-00000000", person: "mia", rooms: { [ROOM]: AT } },
  });
});

test("an event in its turn is told and moves the cursor; an old one is not told again", () => {
  const [link, effects] = run(live(), [said(sent(6)), said(sent(6))]);

  assert.deepEqual(told(effects), ["t6"]);
  assert.deepEqual(link.lanes[ROOM]?.cursor, { epoch: "epoch", seq: 6, tag: "t6" });
});

test("a gap asks to catch up, and what came too early is told behind what was missing", () => {
  const [waiting, asked] = run(live(), [said(sent(7))]);
  const [link, effects] = run(waiting, [said(reply(1, { opened: tail(7, [sent(6), sent(7)]) }))]);

  assert.deepEqual(commands(asked), [{ type: "room.catch_up", ref: 1, room: ROOM, data: { cursor: AT } }]);
  assert.deepEqual(told(effects), ["t6", "t7"]);
  assert.equal(link.lanes[ROOM]?.catching, false);
});

test("a page with more is followed by the next question", () => {
  const [, effects] = run(live(), [said(sent(9)), said(reply(1, { opened: tail(7, [sent(6), sent(7)], { mode: "page", more: true }) }))]);

  assert.deepEqual(commands(effects).at(-1), { type: "room.catch_up", ref: 2, room: ROOM, data: { cursor: { epoch: "epoch", seq: 7, tag: "t7" } } });
});

test("a ping is answered, and a head beyond the cursor or another tag asks to catch up", () => {
  const ping = (seq: number, tag: string): Input => said({ type: "ping", data: { heads: { [ROOM]: { epoch: "epoch", seq, tag } } } });
  const types = (input: Input) => commands(run(live(), [input])[1]).map((command) => command.type);

  assert.deepEqual(types(ping(5, "t5")), ["pong"]);
  assert.deepEqual(types(ping(6, "t6")), ["pong", "room.catch_up"]);
  assert.deepEqual(types(ping(5, "other")), ["pong", "room.catch_up"]);
});

test("frames are acknowledged when they brought 64 Ki characters; an array is one frame", () => {
  const note = { type: "refused", error: refusal(0, "internal").error! } as const;
  const [, effects] = run(live(), Array.from({ length: 31 }, () => ({ ...said(note, note, note), size: 6_000 })));

  assert.deepEqual(commands(effects), [{ type: "ack", data: { frames: 12 } }, { type: "ack", data: { frames: 23 } }]);
});

test("at most eight commands are under way, in the order of writing", () => {
  const [link, effects] = run(live(), Array.from({ length: 10 }, (_, i): Input => ({ on: "write", entry: sending(`message-${i}`) })));

  assert.deepEqual(commands(effects).map((command) => "client_id" in command && command.client_id), Array.from({ length: 8 }, (_, i) => `message-${i}`));
  assert.deepEqual(link.outbox.slice(8).map((entry) => entry.state), ["queued", "queued"]);
});

test("a broken connection sends again one at a time", () => {
  const [broken] = run(live(), [{ on: "write", entry: sending("message-1") }, { on: "write", entry: sending("message-2") }, { on: "closed", code: 1006, reason: "" }]);
  const [, effects] = run(broken, [{ on: "online" }, { on: "opened" }, said(welcome("mia", { [ROOM]: tail(5) }))]);

  assert.deepEqual(commands(effects).slice(1).map((command) => "client_id" in command && command.client_id), ["message-1"]);
});

test("an answer alone leaves the line until its own event has come", () => {
  const [answered] = run(live(), [{ on: "write", entry: sending("message-1") }, said(reply(1, { seq: 6 }))]);
  const [link] = run(answered, [said(sent(6, { by: "mia", client_id: "message-1" }))]);

  assert.deepEqual(answered.outbox.map((entry) => entry.state), ["stored"]);
  assert.equal(answered.lanes[ROOM]?.cursor?.seq, 5);
  assert.deepEqual(link.outbox, []);
});

test("too fast waits as long as it was told to, and holds up what is behind it", () => {
  const [held] = run(live(), [{ on: "write", entry: sending("message-1") }, said(refusal(1, "too_fast"))]);
  const [early, none] = run(held, [{ on: "write", entry: sending("message-2") }, { on: "tick" }], 100);
  const [, effects] = run(early, [{ on: "tick" }], 200);

  assert.deepEqual(commands(none), []);
  assert.equal(nextAlarm(held, 0), 200);
  assert.deepEqual(commands(effects).map((command) => "client_id" in command && command.client_id), ["message-1"]);
});

test("behind something that is no longer here comes in anew, where nobody waits for it", () => {
  const [held] = run(live(), [{ on: "write", entry: sending("message-1") }, said(refusal(1, "too_fast"))]);
  const [cancelled] = run(held, [{ on: "cancel", clientId: "message-1", by: "cancel-0001" }]);
  const [link, effects] = run(cancelled, [said(refusal(2, "behind"))]);

  assert.deepEqual([link.phase, effects.map((effect) => effect.do)], ["waiting", ["hang_up"]]);
  assert.deepEqual(link.outbox.map((entry) => [entry.clientId, entry.state]), [["cancel-0001", "queued"]]);
});

test("any other refusal marks the line and lets the queue go on", () => {
  const [link] = run(live(), [{ on: "write", entry: sending("message-1") }, { on: "write", entry: sending("message-2") }, said(refusal(1, "too_long"))]);

  assert.deepEqual(link.outbox.map((entry) => [entry.state, entry.error?.code]), [["refused", "too_long"], ["sent", undefined]]);
});

test("cancelling what never left forgets it; what may be stored is deleted by its client_id", () => {
  const [queued, nothing] = run(fresh(), [{ on: "write", entry: sending("message-1") }, { on: "cancel", clientId: "message-1", by: "cancel-0001" }]);
  const [, effects] = run(live(), [{ on: "write", entry: sending("message-1") }, { on: "cancel", clientId: "message-1", by: "cancel-0001" }]);

  assert.deepEqual([queued.outbox, commands(nothing)], [[], []]);
  assert.deepEqual(commands(effects).at(-1), {
    type: "message.delete", ref: 2, room: ROOM, client_id: "cancel-0001", data: { sent_as: "message-1" },
  });
});

test("what must outlive the page is kept when written and forgotten when stored", () => {
  const [, effects] = run(live(), [{ on: "write", entry: sending("message-1") }, said(reply(1, { seq: 6 }))]);

  assert.deepEqual(effects.filter((effect) => effect.do === "keep" || effect.do === "forget").map((effect) => effect.do), ["keep", "forget"]);
});

test("a farewell below 4400 means come back after a while, one above means stop", () => {
  const bye = (code: number, retry_ms: number | null): Input => said({ type: "bye", data: { code, reason: "why", retry_ms } });
  const [back] = run(live(), [bye(4001, 3_000)]);
  const [stopped] = run(live(), [bye(4401, null)]);

  assert.deepEqual([back.phase, back.until], ["waiting", 3_500]);
  assert.deepEqual([stopped.phase, stopped.stop], ["closed", { code: 4401, reason: "why" }]);
});

test("attempts back off up to thirty seconds, with full jitter", () => {
  let link = fresh();
  const waits: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    link = run(link, [{ on: "tick" }, BROKEN], link.until!, 1)[0];
    if (link.phase === "connecting") link = run(link, [BROKEN], link.until! - 10_000, 1)[0];
    waits.push(link.until! - (waits.at(-1) === undefined ? 0 : waits.reduce((sum, each) => sum + each)));
  }

  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test("every phase that can last has an end", () => {
  const connecting = run(fresh(), [{ on: "tick" }])[0];
  const greeting = run(connecting, [{ on: "opened" }])[0];
  const offline = run(live(), [{ on: "offline" }])[0];

  assert.deepEqual([connecting, greeting, live(), offline].map((link) => nextAlarm(link, 0)), [10_000, 10_000, 52_500, 30_000]);
  assert.deepEqual([connecting, greeting, live(), offline].map((link) => run(link, [{ on: "tick" }], 60_000)[0].phase), ["waiting", "waiting", "waiting", "connecting"]);
});

test("a question without an answer ends the connection and is answered with unavailable", () => {
  const asked = run(live(), [{ on: "ask", token: 7, ask: { type: "room.history", room: ROOM, data: { no: 5, around: false } } }])[0];
  const [link, effects] = run(asked, [{ on: "tick" }], 15_000);

  assert.equal(link.phase, "waiting");
  assert.deepEqual(effects.filter((effect) => effect.do === "answer").map((effect) => effect.error?.code), ["unavailable"]);
});

test("a room that is gone is heard no more", () => {
  const [link, effects] = run(live(), [said({ type: "room.gone", room: ROOM, data: {} }), said(sent(6))]);

  assert.deepEqual([link.lanes, told(effects)], [{}, []]);
});
