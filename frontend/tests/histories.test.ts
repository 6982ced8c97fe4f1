// Ten thousand random histories over bad networks that block sockets at times: nothing lost, nothing twice, one order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { World } from "./model_world.ts";

const HISTORIES = 10_000;
const MESSAGES = 6;

test(`${HISTORIES} random histories lose nothing, double nothing, and agree on one order`, () => {
  let changes = 0;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const world = new World(seed, MESSAGES);

    world.run();

    const log = world.server.log.map((event) => `${event.seq} ${event.client_id}`);
    for (const browser of world.browsers) {
      assert.deepEqual(browser.seen, log, `seed ${seed}: ${browser.person} saw the log`);
      const stored = world.server.log.filter((event) => event.by === browser.person).map((event) => event.client_id);
      assert.deepEqual(stored, browser.written, `seed ${seed}: ${browser.person}'s messages once, in order`);
      assert.equal(browser.link.phase, "live", `seed ${seed}`);
      changes += Number(browser.ways.size > 1);
    }
  }
  assert.ok(changes > HISTORIES / 20, `${changes} browsers went both ways`);
});
