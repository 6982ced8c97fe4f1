// Random histories of two people on one board over networks that delay, lose, cut off and answer twice: with the real connection
// between board and server, both end with the server's board, and every deed was done once or refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyCommand, AnyEvent, AnyPiece, Changes, Cursor, Opened } from "../src/protocol.ts";
import type { BoardDeed, Deed, Effect } from "../src/live/link.ts";
import { type Followed, UNREAD, begin, fail, finish, happen } from "../src/room/board/follow.ts";
import { PENDING, type Pieces, apply, inverse } from "../src/room/board/fold.ts";
import { guess } from "../src/room/board/guess.ts";
import type { BoardEvent } from "../src/room/board/touches.ts";
import { someDeed, sorted } from "./board_builders.ts";
import { snapshot } from "./builders.ts";
import { ModelBoard } from "./model_board.ts";
import { type Durable, ModelServer, ROOM, type Wire, reply } from "./model_server.ts";
import { Browser, World } from "./model_world.ts";

const HISTORIES = 600;
const DEEDS = 10;
const PAGE = 4;
// Who has missed more is handed the room anew, and reads the board again.
const MOST_MISSED = 6;

class BoardServer extends ModelServer {
  readonly board = new ModelBoard();
  resets = 0;
  again = 0;

  protected override carryOut(by: string, command: Durable): AnyEvent | null {
    const made = this.board.carryOut(command as BoardDeed, by, this.log.length + 1);
    return made && { ...made, client_id: command.client_id };
  }

  protected override answer(wire: Wire, command: AnyCommand): void {
    if (command.type !== "board.read") return;
    wire.down(reply(command.ref, { board: { epoch: "epoch", head: this.log.length, ...this.board.page(command.data.after ?? null, PAGE) } }));
  }

  protected override open(cursor: Cursor | null): Opened {
    if (this.log.length - (cursor?.seq ?? 0) <= MOST_MISSED) return super.open(cursor);
    this.resets += 1;
    const { seq, tag } = this.head();
    return { ...super.open(this.head()), mode: "reset", snapshot: snapshot([], { head: seq, tag }) };
  }

  override accept(wire: Wire, person: string, command: AnyCommand): void {
    if ("client_id" in command && this.log.some((event) => event.client_id === command.client_id)) this.again += 1;
    super.accept(wire, person, command);
  }
}

/** A browser that shows the board: what it read, what happened since, and its own deeds on their way. */
class BoardBrowser extends Browser {
  followed: Followed = UNREAD;
  refused = 0;
  readonly inverses = new Map<number, Changes>();
  #readings = 0;
  #read: { head: number; pieces: AnyPiece[] } | null = null;
  #isStale = true;

  get shown(): Pieces {
    const doer = { me: this.person, at: "2026-03-02T11:00:00.000Z", inverses: this.inverses };
    const open = this.link.outbox.filter((entry) => entry.state !== "refused");
    return open.reduce((now, { deed }) => apply(now, guess(deed as BoardDeed, now, doer), PENDING), this.followed.pieces);
  }

  get isRead(): boolean {
    return !this.#isStale && !this.#read;
  }

  override deed(clientId: string): Deed {
    return someDeed(this.shown, this.world.chance, { mark: clientId, head: this.world.server.log.length });
  }

  override carry(effect: Effect): void {
    super.carry(effect);
    if (effect.do === "answer" && effect.token === this.#readings) this.#take(effect.done?.board ?? null);
    if (effect.do !== "tell") return;
    const { news } = effect;
    if (news.type === "opened" && news.opened.mode === "reset") this.read();
    if (news.type === "event") this.#happen(news.event as BoardEvent);
  }

  override deliver(): void {
    super.deliver();
    if (this.#isStale && this.link.phase === "live") this.read();
    for (const entry of this.link.outbox.filter((one) => one.state === "refused")) {
      this.refused += 1;
      this.put({ on: "drop", clientId: entry.clientId });
    }
  }

  read(): void {
    this.#isStale = false;
    this.#read = { head: -1, pieces: [] };
    this.followed = begin(this.followed);
    this.#ask(null);
  }

  #ask(after: string | null): void {
    this.#readings += 1;
    this.put({ on: "ask", token: this.#readings, ask: { type: "board.read", room: ROOM, data: { after } } });
  }

  #take(page: { head: number; pieces: AnyPiece[]; next: string | null } | null): void {
    if (!page) {
      [this.followed, this.#read, this.#isStale] = [fail(this.followed), null, true];
      return;
    }
    const { head, pieces } = this.#read!;
    this.#read = { head: head < 0 ? page.head : head, pieces: [...pieces, ...page.pieces] };
    if (page.next) return this.#ask(page.next);
    this.followed = finish(this.followed, this.#read.pieces, this.#read.head);
    this.#read = null;
  }

  #happen(event: BoardEvent): void {
    if (event.by === this.person) this.inverses.set(event.seq, inverse(this.followed.pieces, event.data));
    this.followed = happen(this.followed, event);
  }
}

class BoardWorld extends World {
  override newServer(): BoardServer {
    return new BoardServer(this.chance);
  }

  override newBrowser(person: string): BoardBrowser {
    return new BoardBrowser(person, this);
  }

  /** Events that a new snapshot stands for are told to nobody. */
  override isCalm(): boolean {
    const head = this.server.log.length;
    return (this.browsers as BoardBrowser[]).every(({ link, isRead }) => isRead && link.phase === "live" && link.outbox.length === 0 && link.lanes[ROOM]?.cursor?.seq === head);
  }
}

test(`${HISTORIES} random histories of a board over bad networks end with one board`, () => {
  const met = { resets: 0, again: 0, refused: 0 };
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const world = new BoardWorld(seed, DEEDS);
    world.run();
    const { board, log, resets, again } = world.server as BoardServer;
    const done = new Set(log.map((event) => event.client_id));
    assert.equal(done.size, log.length, `seed ${seed}: nothing twice`);
    for (const browser of world.browsers as BoardBrowser[]) {
      assert.deepEqual(sorted(browser.shown), sorted(board.pieces), `seed ${seed}: ${browser.person}'s board`);
      assert.equal(browser.written.filter((one) => !done.has(one)).length, browser.refused, `seed ${seed}: ${browser.person}'s deeds done or refused`);
      met.refused += browser.refused;
    }
    [met.resets, met.again] = [met.resets + resets, met.again + again];
  }
  // The histories met what they are about: rooms handed over anew, deeds sent again since their answer was lost, refusals.
  assert.ok(Math.min(met.resets, met.again, met.refused) > HISTORIES / 20, JSON.stringify(met));
});
