// Uploads against a model of the site whose network loses requests and answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Standing, upload, UploadRefused, type Way } from "../src/files/upload.ts";

const CHUNK = 10;
const ROOM = "room";
const DOORS = `/rooms/${ROOM}/files/`;

type Fate = "ok" | "lost" | "unheard" | number;

/** Stores chunks as the site does; `fate` says for each request in turn what the network or the site does to it. */
class Site implements Way {
  readonly chunks: string[] = [];
  readonly pauses: number[] = [];
  readonly asked: string[] = [];
  readonly #fate: (no: number) => Fate;
  #size = 0;

  constructor(fate: (no: number) => Fate = () => "ok") {
    this.#fate = fate;
  }

  async post(path: string, body: Blob | string): Promise<Response> {
    this.asked.push(path);
    const fate = this.#fate(this.asked.length - 1);
    if (fate === "lost") throw new TypeError("no network");
    if (typeof fate === "number") return Response.json({ code: "x", text: "No." }, { status: fate });
    await this.#take(path, body);
    if (fate === "unheard") throw new TypeError("no network");
    return Response.json(this.#standing());
  }

  async pause(ms: number): Promise<void> {
    this.pauses.push(ms);
  }

  async #take(path: string, body: Blob | string): Promise<void> {
    if (typeof body === "string") {
      this.#size = (JSON.parse(body) as { size: number }).size;
      return;
    }
    const no = Number(path.split("/").at(-2));
    assert.ok(no <= this.chunks.length, "a chunk out of turn");
    this.chunks[no] ??= await body.text();
  }

  #standing(): Standing {
    const ready = this.chunks.length === Math.ceil(this.#size / CHUNK);
    return { id: "file", next: this.chunks.length, chunk_bytes: CHUNK, ready, kind: "other" };
  }
}

const FILE = new File(["0123456789abcdefghijKLMNO"], "notes.txt");
const CHUNKS = ["0123456789", "abcdefghij", "KLMNO"];

test("a file is announced, then sent chunk by chunk", async () => {
  const site = new Site();
  const shares: number[] = [];

  const done = await upload(FILE, ROOM, { way: site, onShare: (share) => shares.push(share) });

  assert.deepEqual([done.ready, site.chunks], [true, CHUNKS]);
  assert.deepEqual(site.asked, [DOORS, ...[0, 1, 2].map((no) => `${DOORS}file/chunks/${no}/`)]);
  assert.deepEqual(shares, [0, 0.4, 0.8, 1]);
});

for (const fate of ["lost", "unheard", 503, 409] as const) {
  test(`an upload goes on after requests that were ${fate}`, async () => {
    const site = new Site((no) => (no % 3 === 1 ? fate : "ok"));

    const done = await upload(FILE, ROOM, { way: site });

    assert.deepEqual([done.ready, site.chunks], [true, CHUNKS]);
  });
}

test("whatever the network does, the file arrives once and whole", async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const chance = random(seed);
    const site = new Site(() => (["ok", "ok", "ok", "ok", "lost", "unheard"] as const)[Math.floor(chance() * 6)]!);

    await upload(FILE, ROOM, { way: site });

    assert.deepEqual(site.chunks, CHUNKS);
  }
});

test("an upload that gets no further is given up after growing pauses", async () => {
  const site = new Site((no) => (no === 0 || site.asked.at(-1) === DOORS ? "ok" : "lost"));

  await assert.rejects(upload(FILE, ROOM, { way: site }), TypeError);

  assert.deepEqual(site.pauses, [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test("a refusal ends the upload with its sentence", async () => {
  const site = new Site(() => 400);

  await assert.rejects(upload(FILE, ROOM, { way: site }), (fault) => fault instanceof UploadRefused && fault.message === "No.");

  assert.deepEqual([site.asked.length, site.pauses], [1, []]);
});

test("an upload that is broken off sends nothing more", async () => {
  const ending = new AbortController();
  const site = new Site();

  await assert.rejects(upload(FILE, ROOM, { way: site, signal: ending.signal, onShare: () => ending.abort() }));

  assert.deepEqual(site.asked, [DOORS]);
});

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}
