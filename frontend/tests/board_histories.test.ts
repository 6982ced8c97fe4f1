// Random histories of two people on one board, with delays, pages read meanwhile, refusals and undos: both end with the
// server's board, and an old board with the events since is always the new board.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyPiece, Changes } from "../src/protocol.ts";
import type { BoardDeed } from "../src/live/link.ts";
import { arrange } from "../src/room/board/arrange.ts";
import { type Followed, UNREAD, begin, finish, happen } from "../src/room/board/follow.ts";
import { PENDING, type Pieces, apply, inverse } from "../src/room/board/fold.ts";
import { guess } from "../src/room/board/guess.ts";
import type { BoardEvent } from "../src/room/board/touches.ts";
import { COLUMNS, piecesOf } from "./board_builders.ts";
import { event } from "./builders.ts";

const HISTORIES = 400;
const DEEDS = 24;
const PAGE = 4;

/** The board as the server keeps it: each deed that is carried out becomes an event with a number. */
class Server {
  pieces: Pieces = piecesOf(...COLUMNS);
  readonly log: BoardEvent[] = [];
  readonly inverses = new Map<number, Changes>();

  carryOut(deed: BoardDeed, by: string): void {
    const seq = this.log.length + 1;
    if (this.refuses(deed, by)) return;
    const guessed = guess(deed, this.pieces, { me: by, at: "2026-03-02T10:00:00.000Z", inverses: this.inverses });
    const numbered = (piece: AnyPiece) => ({ ...piece, version: seq });
    const known = (guessed.changed ?? []).filter((part) => this.pieces.has(part.id));
    const changes: Changes = { made: (guessed.made ?? []).map(numbered), changed: known.map(numbered), gone: guessed.gone ?? [] };
    this.inverses.set(seq, inverse(this.pieces, changes));
    this.pieces = apply(this.pieces, changes, seq);
    this.log.push(event("goal.edited", seq, changes, { by }) as BoardEvent);
  }

  refuses(deed: BoardDeed, by: string): boolean {
    if (deed.type === "goal.undo") return this.log[deed.data.seq - 1]?.by !== by || this.inverses.get(deed.data.seq)!.changed!.some((part) => this.pieces.get(part.id)?.version !== deed.data.seq);
    const goal = "goal" in deed.data ? this.pieces.get(deed.data.goal) : undefined;
    if (deed.type === "goal.add") return !!goal;
    return !goal || goal.kind !== "goal" || (goal.state === "archived" && deed.type !== "goal.restore");
  }
}

/** One page: a lane that brings events in order, late; pages that are read between them; own deeds on their way. */
class Page {
  followed: Followed = UNREAD;
  heard = 0;
  page: { pieces: AnyPiece[]; head: number; after: string } | null = null;
  pending: BoardDeed[] = [];
  readonly me: string;
  readonly server: Server;

  constructor(me: string, server: Server) {
    [this.me, this.server] = [me, server];
    this.read();
  }

  get shown(): Pieces {
    const doer = { me: this.me, at: "2026-03-02T11:00:00.000Z", inverses: this.server.inverses };
    return this.pending.reduce((now, deed) => apply(now, guess(deed, now, doer), PENDING), this.followed.pieces);
  }

  read(): void {
    this.followed = begin(this.followed);
    this.page = { pieces: [], head: -1, after: "" };
  }

  turnPage(): void {
    if (!this.page) return;
    const all = [...this.server.pieces.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter((piece) => piece.id > this.page!.after);
    const head = this.page.head < 0 ? this.server.log.length : this.page.head;
    this.page = { pieces: [...this.page.pieces, ...all.slice(0, PAGE)], head, after: all[PAGE - 1]?.id ?? "" };
    if (all.length > PAGE) return;
    this.followed = finish(this.followed, this.page.pieces, this.page.head);
    this.page = null;
  }

  hear(): void {
    const next = this.server.log[this.heard];
    if (!next) return;
    this.heard += 1;
    this.followed = happen(this.followed, next);
  }

  /** The oldest own deed reaches the server; its answer takes it off the queue. */
  send(): void {
    const first = this.pending.shift();
    if (!first) return;
    this.server.carryOut(first, this.me);
    while (this.heard < this.server.log.length) this.hear();
  }
}

test("two pages end with the board of the server, whatever comes when", () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const chance = mulberry(seed);
    const server = new Server();
    const pages = [new Page("mia", server), new Page("noah", server)];
    for (let no = 0; no < DEEDS * 6; no += 1) {
      const page = pages[Math.floor(chance() * 2)]!;
      const what = chance();
      if (what < 0.3) page.pending.push(someDeed(page, chance, no));
      else if (what < 0.55) page.send();
      else if (what < 0.8) page.hear();
      else if (what < 0.97) page.turnPage();
      else page.read();
    }
    for (const page of pages) settle(page);
    for (const page of pages) settle(page);
    for (const page of pages) assert.deepEqual(sorted(page.shown), sorted(server.pieces), `seed ${seed}, ${page.me}`);
  }
});

test("an old board with the events since is the new board", () => {
  for (let seed = 1; seed <= HISTORIES / 4; seed += 1) {
    const chance = mulberry(seed);
    const server = new Server();
    const page = new Page("noah", server);
    settle(page);
    const boards = [server.pieces];
    for (let no = 0; no < DEEDS; no += 1) {
      server.carryOut(someDeed(page, chance, no), chance() < 0.5 ? "mia" : "noah");
      while (boards.length <= server.log.length) boards.push(server.pieces);
      settle(page);
    }
    const from = Math.floor(chance() * boards.length);
    const folded = server.log.slice(from).reduce<Followed>(happen, { pieces: boards[from]!, held: null });
    assert.deepEqual(folded.pieces, server.pieces);
  }
});

function settle(page: Page): void {
  while (page.pending.length) page.send();
  while (page.page) page.turnPage();
  while (page.heard < page.server.log.length) page.hear();
}

function someDeed(page: Page, chance: () => number, no: number): BoardDeed {
  const board = arrange(page.shown);
  const goals = [...board.goals.keys()];
  const goal = goals[Math.floor(chance() * goals.length)];
  const column = COLUMNS[Math.floor(chance() * 3)]!.id;
  const after = goals[Math.floor(chance() * goals.length)] ?? null;
  if (!goal || chance() < 0.25) return { type: "goal.add", data: { goal: `goal ${page.me} ${no}`, fields: { title: `${no}` }, column, after } };
  const deeds: BoardDeed[] = [
    { type: "goal.move", data: { goal, column, after } },
    { type: "goal.move", data: { goal, column, after: null } },
    { type: "goal.edit", data: { goal, base: 0, fields: { title: `${no}` } } },
    { type: "goal.edit", data: { goal, base: 0, fields: { why: `${no}` } } },
    { type: "task.add", data: { task: `task ${page.me} ${no}`, goal, fields: { title: `${no}` } } },
    { type: "goal.archive", data: { goal, base: 0 } },
    { type: "goal.restore", data: { goal } },
    { type: "goal.erase", data: { goal, base: 0 } },
    { type: "goal.undo", data: { seq: Math.max(1, Math.ceil(chance() * page.server.log.length)) } },
  ];
  return deeds[Math.floor(chance() * deeds.length)]!;
}

function sorted(pieces: Pieces): AnyPiece[] {
  return [...pieces.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
