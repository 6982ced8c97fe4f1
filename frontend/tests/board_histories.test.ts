// Random histories of two people on one board, with delays, pages read meanwhile, refusals and undos: both end with the
// server's board, and an old board with the events since is always the new board.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyPiece } from "../src/protocol.ts";
import type { BoardDeed } from "../src/live/link.ts";
import { type Followed, UNREAD, begin, finish, happen } from "../src/room/board/follow.ts";
import { PENDING, type Pieces, apply } from "../src/room/board/fold.ts";
import { guess } from "../src/room/board/guess.ts";
import type { BoardEvent } from "../src/room/board/touches.ts";
import { someDeed, sorted } from "./board_builders.ts";
import { ModelBoard } from "./model_board.ts";
import { mulberry } from "./model_world.ts";

const HISTORIES = 400;
const DEEDS = 24;
const PAGE = 4;

/** The board with the log of what was carried out. */
class Server {
  readonly board = new ModelBoard();
  readonly log: BoardEvent[] = [];

  get pieces(): Pieces {
    return this.board.pieces;
  }

  carryOut(deed: BoardDeed, by: string): void {
    const made = this.board.carryOut(deed, by, this.log.length + 1);
    if (made) this.log.push(made as BoardEvent);
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
    const doer = { me: this.me, at: "2026-03-02T11:00:00.000Z", inverses: this.server.board.inverses };
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
      if (what < 0.3) page.pending.push(someDeed(page.shown, chance, { mark: `${page.me} ${no}`, head: server.log.length }));
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
      server.carryOut(someDeed(page.shown, chance, { mark: `${page.me} ${no}`, head: server.log.length }), chance() < 0.5 ? "mia" : "noah");
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
