// Copies of a note and their site over bad networks: whatever is lost on the way, all say the same in the end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from "yjs";
import type { ErrorView } from "../src/protocol.ts";
import { nextItem, openItem } from "../src/room/notes/lists.ts";
import { type Effect, type Input, type Sync, beyond, isSaved, newSync, nextAlarm, step } from "../src/room/notes/sync.ts";

const HISTORIES = 400;
const STEPS = 80;

/** The site as far as notes know it: one text, numbered updates, a refusal of what builds on nothing. */
class Site {
  doc = new Doc();
  updates: Uint8Array[] = [];
  copies: Copy[] = [];

  store(update: Uint8Array): ErrorView | null {
    const trial = new Doc();
    applyUpdate(trial, encodeStateAsUpdate(this.doc));
    applyUpdate(trial, update);
    if (trial.store.pendingStructs || trial.store.pendingDs) return refusal("bad_shape");
    const before = encodeStateAsUpdate(this.doc).join();
    applyUpdate(this.doc, update);
    if (encodeStateAsUpdate(this.doc).join() === before) return null;
    this.updates.push(update);
    for (const copy of this.copies) copy.tell({ on: "heard", no: this.updates.length, update });
    return null;
  }
}

/** The answer to an opening; what the copy has beyond it is judged when it arrives. */
type Opened = { on: "opened"; no: number; update: Uint8Array; there: Uint8Array };

/** One page with its copy and a line to the site on which everything keeps its order until it is cut. */
class Copy {
  doc = new Doc();
  text = this.doc.getText("text");
  sync: Sync = newSync();
  up: Effect[] = [];
  down: (Input | Opened)[] = [];
  isListening = false;
  isCut = false;
  readonly site: Site;
  readonly world: { now: number };

  constructor(site: Site, world: { now: number }) {
    this.site = site;
    this.world = world;
    site.copies.push(this);
    this.doc.on("update", (update: Uint8Array, origin: unknown) => origin !== this && this.put({ on: "changed", update }));
    this.put({ on: "opened_room" });
  }

  put(input: Input): void {
    const [next, effects] = step(this.sync, input, this.world.now);
    this.sync = next;
    for (const effect of effects) {
      if (effect.do === "apply") applyUpdate(this.doc, effect.update, this);
      else this.ask(effect);
    }
  }

  ask(effect: Effect): void {
    if (this.isCut) this.down.push(failed(effect, "unavailable"));
    else this.up.push(effect);
  }

  tell(input: Input): void {
    if (this.isListening && !this.isCut) this.down.push(input);
  }

  /** The site takes the next request from the line; now and then it asks to come again. */
  serve(isBusy: boolean): void {
    const effect = this.up.shift();
    if (!effect || effect.do === "apply") return;
    if (isBusy) this.down.push(failed(effect, "too_fast"));
    else if (effect.do === "open") this.serveOpen();
    else {
      const error = this.site.store(effect.update);
      this.down.push(error ? { on: "not_stored", error } : { on: "stored" });
    }
  }

  serveOpen(): void {
    const vector = encodeStateVector(this.doc);
    const [update, there, no] = [encodeStateAsUpdate(this.site.doc, vector), encodeStateVector(this.site.doc), this.site.updates.length];
    this.isListening = true;
    this.down.push({ on: "opened", no, update, there });
  }

  hear(): void {
    const heard = this.down.shift();
    if (heard?.on !== "opened") return heard && this.put(heard);
    const { no, update, there } = heard;
    this.put({ on: "read", no, update, beyond: beyond(this.doc, there, no < this.sync.no) });
  }

  cut(): void {
    const asked = [...this.up];
    Object.assign(this, { up: [], down: [], isListening: false, isCut: true });
    if (asked.some((one) => one.do === "send") || this.sync.sending) this.put(failed({ do: "send", update: new Uint8Array() }, "unavailable"));
    if (this.sync.phase === "opening") this.put(failed({ do: "open" }, "unavailable"));
  }

  mend(): void {
    if (!this.isCut) return;
    this.isCut = false;
    this.put({ on: "lost" });
    this.put({ on: "opened_room" });
  }
}

function failed(effect: Effect, code: ErrorView["code"]): Input {
  const error = refusal(code);
  return effect.do === "open" ? { on: "not_read", error } : { on: "not_stored", error };
}

function refusal(code: ErrorView["code"]): ErrorView {
  return { code, text: code, retry_ms: 50, current: null };
}

/** The same numbers for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2654435761 + 1;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return (state >>> 8) % sides;
  };
}

function live(seed: number): { site: Site; copies: Copy[] } {
  const roll = dice(seed);
  const world = { now: 0 };
  const site = new Site();
  const copies = [new Copy(site, world), new Copy(site, world), new Copy(site, world)];
  for (let at = 0; at < STEPS; at += 1) {
    const copy = copies[roll(3)]!;
    world.now += roll(60);
    switch (roll(9)) {
      case 0: case 1: {
        if (copy.sync.isRead) copy.text.insert(roll(copy.text.length + 1), `<${at}>`);
        break;
      }
      case 2: if (copy.text.length > 3 && roll(3) === 0) copy.text.delete(roll(copy.text.length - 1), 1); break;
      case 3: case 4: copy.serve(roll(6) === 0); break;
      case 5: case 6: copy.hear(); break;
      case 7: if (roll(3) === 0) copy.cut(); else copy.mend(); break;
      case 8: copy.put({ on: "tick" });
    }
  }
  settle(copies, world);
  return { site, copies };
}

/** A good network for long enough. */
function settle(copies: Copy[], world: { now: number }): void {
  for (let round = 0; round < 200; round += 1) {
    world.now += 100;
    for (const copy of copies) {
      copy.mend();
      copy.put({ on: "tick" });
      while (copy.up.length) copy.serve(false);
      while (copy.down.length) copy.hear();
    }
  }
}

test("whatever a network loses, all copies and the site say the same, and all is kept", () => {
  let longest = 0;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { site, copies } = live(seed);
    const wanted = site.doc.getText("text").toString();
    longest = Math.max(longest, wanted.length);
    assert.deepEqual(copies.map((copy) => copy.text.toString()), [wanted, wanted, wanted], `history ${seed}`);
    assert.ok(copies.every((copy) => isSaved(copy.sync) && copy.sync.phase === "open"), `history ${seed}`);
  }
  assert.ok(longest > 50);
});

test("nothing is left to wait for once all is kept", () => {
  const { copies } = live(7);

  assert.deepEqual(copies.map((copy) => nextAlarm(copy.sync)), [null, null, null]);
});

function opened(): [Site, Copy, { now: number }] {
  const world = { now: 0 };
  const site = new Site();
  const copy = new Copy(site, world);
  settle([copy], world);
  return [site, copy, world];
}

test("a word is one change, and what is written meanwhile the next one", () => {
  const [site, copy, world] = opened();
  for (const letter of "word") copy.text.insert(copy.text.length, letter);
  assert.equal(copy.up.length, 0);

  world.now += 200;
  copy.put({ on: "tick" });
  copy.text.insert(4, " and more");
  world.now += 200;
  copy.put({ on: "tick" });
  assert.equal(copy.up.length, 1);
  settle([copy], world);

  assert.deepEqual([site.updates.length, site.doc.getText("text").toString()], [2, "word and more"]);
});

test("a page that is about to be left does not gather any longer", () => {
  const [, copy] = opened();
  copy.text.insert(0, "word");

  copy.put({ on: "hurry" });

  assert.deepEqual(copy.up.map((effect) => effect.do), ["send"]);
});

test("words that are too long stay here until something is taken out", () => {
  const [site, copy, world] = opened();
  copy.text.insert(0, "too long");
  world.now += 200;
  copy.put({ on: "tick" });
  copy.up = [];
  copy.put({ on: "not_stored", error: refusal("too_long") });
  settle([copy], world);
  assert.deepEqual([copy.sync.error?.code, site.updates.length], ["too_long", 0]);

  copy.text.delete(0, 4);
  settle([copy], world);

  assert.deepEqual([copy.sync.error, site.doc.getText("text").toString()], [null, "long"]);
});

test("words that are too many for a frame go in parts, whole signs each", () => {
  const [site, copy, world] = opened();
  copy.text.insert(0, "The end.");
  settle([copy], world);
  const words = "x" + "🌱".repeat(12_000) + "Zoë ".repeat(10_000);
  copy.doc.transact(() => {
    copy.text.insert(4, words);
    copy.text.delete(0, 2);
  });
  const before = site.updates.length;
  settle([copy], world);

  const sizes = site.updates.slice(before).map((update) => update.length);
  assert.equal(site.doc.getText("text").toString(), `e ${words}end.`);
  assert.deepEqual([sizes.length > 3, Math.max(...sizes) <= 40_000, isSaved(copy.sync)], [true, true, true]);
});

test("a room that was closed stops the note and keeps what was written on the page", () => {
  const [, copy] = opened();
  copy.text.insert(0, "late");

  copy.put({ on: "not_stored", error: refusal("read_only") });

  assert.deepEqual([copy.sync.phase, copy.sync.error?.code, copy.text.toString()], ["stopped", "read_only", "late"]);
});

test("a site that went back in time gets all of it again, deletions too", () => {
  const [site, copy, world] = opened();
  copy.text.insert(0, "kept for ever");
  settle([copy], world);
  copy.text.delete(4, 9);
  settle([copy], world);
  const old = new Doc();
  applyUpdate(old, site.updates[0]!);
  Object.assign(site, { doc: old, updates: site.updates.slice(0, 1) });

  copy.put({ on: "behind" });
  settle([copy], world);

  assert.equal(site.doc.getText("text").toString(), "kept");
});

test("Enter goes on with a list, and ends it at an empty item", () => {
  const lines = ["- one", "  * two", "- [x] done", "3. three", "- ", "- [ ] ", "words", "-no item"];

  assert.deepEqual(lines.map(nextItem), ["- ", "  * ", "- [ ] ", "4. ", "", "", null, null]);
});

test("a missed change has the note opened again", () => {
  const [, copy] = opened();

  copy.put({ on: "heard", no: 2, update: encodeStateAsUpdate(new Doc()) });

  assert.deepEqual([copy.sync.phase, copy.up], ["opening", [{ do: "open" }]]);
});

test("an open item is one with an empty box and words", () => {
  const lines = ["- [ ] read the file", "  * [ ] two ", "- [x] done", "- [ ] ", "- one"];

  assert.deepEqual(lines.map(openItem), ["read the file", "two", null, null, null]);
});
