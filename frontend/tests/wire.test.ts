// Everything that can be said over the socket, as tests/rooms/test_protocol.py writes it down, heard by link, room and list.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { AnyCommand, AnySaid } from "../src/protocol.ts";
import { step } from "../src/live/connection.ts";
import { type Effect, isEvent, newEntry } from "../src/live/link.ts";
import { command } from "../src/live/outbox.ts";
import { fromSnapshot, reduce } from "../src/room/store.ts";
import { heed } from "../src/rooms-list/lines.ts";
import { fresh, message, MIA, said, snapshot } from "./builders.ts";
import { welcome } from "./model_server.ts";

const wire: { commands: AnyCommand[]; said: AnySaid[] } = JSON.parse(readFileSync(new URL("fixtures/wire.json", import.meta.url), "utf8"));
const ROOM = "0190d3a0-0000-7000-8000-000000000001";

for (const one of wire.said) {
  test(`said: ${one.type} is heard`, () => {
    const state = fromSnapshot({ ...snapshot([message(1, { id: ROOM })]), id: ROOM }, MIA);
    const lines = [{ id: ROOM, kind: "group" as const, title: "", message_no: 1, read_no: 1 }];
    let link = { ...fresh(), phase: "greeting" as const };
    if (one.type !== "welcome") [link] = step({ ...link, lanes: lane() }, said(welcome(MIA, {})), { now: 0, chance: 0 }) as [typeof link, Effect[]];

    const [next, effects] = step({ ...link, lanes: lane() }, said(one), { now: 0, chance: 0 });
    const news = effects.flatMap((effect) => (effect.do === "tell" ? [effect.news] : []));

    for (const each of news) {
      reduce(state, { type: "news", news: each, now: 0 });
      heed(lines, each, MIA);
    }
    assert.equal(next.lanes[ROOM]?.cursor?.seq ?? 6, isEvent(one) ? 7 : 6);
    assert.equal(next.phase, one.type === "bye" ? "waiting" : "live");
  });
}

for (const one of wire.commands) {
  if (!("client_id" in one)) continue;
  test(`command: ${one.type} is made as the catalogue has it`, () => {
    const { type, data, ref, client_id, room } = one;
    const deed = { type, data } as Parameters<typeof newEntry>[2];

    assert.deepEqual(command(newEntry(client_id, room, deed, { at: 0, kept: false }), ref), one);
  });
}

function lane() {
  return { [ROOM]: { cursor: { epoch: ROOM, seq: 6, tag: "t6" }, catching: false, askAgainAt: null, held: [] } };
}
