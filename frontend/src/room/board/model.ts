// The board of one room on this page: what was read, what happened since, own deeds on their way, and what lies open.
// Not here: the rules of change (fold, guess), drawing.
import { computed, effect, signal } from "@preact/signals";
import type { Column, Goal, MessageView } from "../../protocol.ts";
import { newId } from "../../live/ids.ts";
import type { BoardDeed, Entry, News } from "../../live/link.ts";
import { plain } from "../../ui/format.ts";
import { dayOf } from "../../ui/time.ts";
import { say, show } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import { type RoomModel, wellFormed } from "../model.ts";
import { type GoalPiece, type Slot, arrange, before, insideOf, seenVersion } from "./arrange.ts";
import { type Course, courseOf } from "./course.ts";
import { UNREAD, begin, fail, finish, happen } from "./follow.ts";
import { PENDING, type Pieces, apply, inverse } from "./fold.ts";
import { type Doer, guess } from "./guess.ts";
import { readPages } from "./pages.ts";
import { type BoardEvent, type Over, type Touches, goalOf, isBoardEvent, overwritten, subjectOf, touched } from "./touches.ts";
import { type Step, type Steps, newest, noted, stored, wanted, without } from "./undo.ts";

const UNDO_OFFERED_MS = 8_000;
const OVERS_SHOWN = 5;
const TITLE_SIGNS = 200;

export type Part = "about" | "steps" | "check_ins" | "evidence" | "scale" | "activity";

export interface Filter {
  readonly words: string;
  readonly isAtRisk: boolean;
}

export class BoardModel {
  readonly room: RoomModel;
  readonly state = signal<"reading" | "ready" | "failed">("reading");
  readonly followed = signal(UNREAD);
  readonly pieces = computed(() => this.followed.value.pieces);
  readonly touches = signal<Touches>(new Map());
  readonly overs = signal<readonly Over[]>([]);
  readonly steps = signal<Steps>([]);
  /** The deed whose taking back is offered for a while. */
  readonly offered = signal<Step | null>(null);
  readonly failure = signal("");
  readonly open = signal<string | null>(null);
  /** The part that the next goal is opened at. */
  part: Part = "about";
  /** A card that the keyboard has lifted, and where it would be put down. */
  readonly lifted = signal<{ goal: string; slot: Slot; from: Slot } | null>(null);
  /** A message for which a goal is being chosen. */
  readonly linking = signal<MessageView | null>(null);
  /** Where a new card is being written, and the card whose title is. */
  readonly adding = signal<{ column: string; after: string | null } | null>(null);
  readonly editing = signal<string | null>(null);
  /** The one card that Tab leads to. */
  readonly active = signal<string | null>(null);
  readonly filter = signal<Filter | null>(null);
  /** What is being taken back, by the command that asks for it: said once the server has agreed. */
  readonly #undoing = new Map<string, string>();
  readonly #inverses = new Map<number, ReturnType<typeof inverse>>();
  #readings = 0;
  #target: string | null = null;
  /** The last reading failed: what is shown may be old. */
  #isStale = false;

  readonly #outbox = computed(() => this.room.link.value.outbox);
  readonly entries = computed(() => this.#outbox.value.filter((entry) => entry.room === this.room.state.peek().id && isBoardEntry(entry)) as BoardEntry[]);
  readonly refused = computed(() => this.entries.value.filter((entry) => entry.state === "refused" && entry.deed.type !== "goal.undo"));
  /** What was read and what is on its way, as one. */
  readonly shown = computed<Pieces>(() => this.#withLifted(this.#pending.value));
  readonly board = computed(() => arrange(this.shown.value));
  readonly today = computed(() => dayOf(this.room.now.value, this.room.zone.value));
  /** The goals with deeds that are not stored yet. */
  readonly waiting = computed(() => new Set(this.entries.value.filter((one) => one.state !== "refused").map((one) => this.#about(one.deed))));
  readonly isHand = computed(() => ["mentor", "mentee"].includes(this.room.state.value.role));
  /** Those for whom a mentor may propose a goal; where there is one, nobody has to say so. */
  readonly mentees = computed(() => {
    const { members, people } = this.room.state.value;
    return members.filter((id) => people[id]?.role === "mentee");
  });
  readonly canWrite = computed(() => this.isHand.value && this.room.canWrite.value);
  readonly #pending = computed(() => this.#open().reduce((pieces, entry) => apply(pieces, guess(entry.deed, pieces, this.#doer(entry.at)), PENDING), this.pieces.value));

  constructor(room: RoomModel) {
    this.room = room;
    room.live.onNews((news) => this.#hear(news));
    effect(() => {
      if (room.isLive.value && this.#isStale) void this.read();
    });
    effect(() => this.#refusedUndo());
    void this.read();
  }

  get me(): string {
    return this.room.boot.me.id;
  }

  /** Read the whole board, page by page; what happens meanwhile is applied over all pages. */
  async read(): Promise<void> {
    const mine = (this.#readings += 1);
    this.followed.value = begin(this.followed.peek());
    if (this.state.peek() !== "ready") this.state.value = "reading";
    const read = await readPages((ask) => this.room.live.ask(ask), this.room.state.peek().id);
    // Another reading has begun meanwhile.
    if (mine !== this.#readings) return;
    if ("error" in read) {
      this.failure.value = read.error.text;
      this.followed.value = fail(this.followed.peek());
      this.#isStale = true;
      if (this.state.peek() !== "ready") this.state.value = "failed";
      return;
    }
    this.followed.value = finish(this.followed.peek(), read.pieces, read.head);
    this.#isStale = false;
    this.state.value = "ready";
  }

  // Doing

  /** Do it; with words it can be taken back, and `isOffered` says so for a while. */
  do(deed: BoardDeed, words = "", isOffered = false): string {
    const clientId = this.room.live.write(this.room.state.peek().id, deed, !this.room.isSealed);
    if (words) this.steps.value = noted(this.steps.value, clientId, words);
    if (isOffered) this.#offer(this.steps.value.at(-1)!);
    return clientId;
  }

  /** A mentee adds a goal of their own, a mentor proposes one. */
  addGoal(title: string, slot?: { column: string; after: string | null }, owner = this.mentees.peek()[0] ?? null): string {
    const goal = newId();
    const fields = { title: wellFormed(title) };
    const words = t("undo.add", { title });
    if (this.room.state.peek().role === "mentee") this.do({ type: "goal.add", data: { goal, fields, ...slot } }, words);
    else this.do({ type: "goal.propose", data: { goal, fields, owner } }, words);
    return goal;
  }

  edit(goal: GoalPiece, fields: Partial<Goal>, base = goal.version): void {
    this.do({ type: "goal.edit", data: { goal: goal.id, base: base ?? 0, fields } }, t("undo.edit", { title: goal.title }));
  }

  move(goal: GoalPiece, slot: Slot): void {
    const board = this.board.peek();
    const after = before(board, goal.id, slot);
    const to = this.columnName(board.columns.find((one) => one.id === slot.column));
    this.do({ type: "goal.move", data: { goal: goal.id, column: slot.column, after } }, t("undo.move", { title: goal.title, column: to }), true);
  }

  archive(goal: GoalPiece): void {
    this.do({ type: "goal.archive", data: { goal: goal.id, base: this.seen(goal.id) } }, t("undo.archive", { title: goal.title }), true);
  }

  restore(goal: GoalPiece): void {
    this.do({ type: "goal.restore", data: { goal: goal.id } }, t("undo.restore", { title: goal.title }), true);
  }

  /** For good: there is no way back. */
  erase(goal: GoalPiece): void {
    this.open.value = null;
    this.do({ type: "goal.erase", data: { goal: goal.id, base: this.seen(goal.id) } });
  }

  /** A goal out of what somebody said, linked to those words. */
  makeGoalOf(message: MessageView): void {
    const goal = this.addGoal(Array.from(plain(message.text)).slice(0, TITLE_SIGNS).join("").trim(), undefined, this.mentees.peek().find((one) => one === message.by));
    this.link(goal, message.id);
    this.show(goal);
  }

  link(goal: string, message: string): void {
    this.do({ type: "goal.link", data: { goal, message } }, t("undo.link"));
  }

  /** Open a goal, or a part of it, from elsewhere in the room. */
  show(goal: string, part: Part = "about"): void {
    this.part = part;
    this.room.pane.value = "goals";
    this.open.value = goal;
  }

  /** Close what is open and read on where a message stands in the chat. */
  jumpTo(message: string): void {
    this.#target = message;
    this.open.value = this.linking.value = null;
  }

  /** A dialog has closed and given the focus back: now the chat may have it. */
  left(): void {
    const message = this.#target;
    this.#target = null;
    if (!message) return;
    if (matchMedia("(max-width: 719px)").matches) this.room.pane.value = "chat";
    void this.room.jumpTo(message);
  }

  seen(goal: string): number {
    return seenVersion(arrange(this.pieces.peek()), goal);
  }

  undo(clientId = newest(this.steps.peek())?.clientId): void {
    const step = this.steps.peek().find((one) => one.clientId === clientId);
    this.offered.value = null;
    if (!step) return say(t("undo.nothing"));
    const entry = this.entries.peek().find((one) => one.clientId === step.clientId);
    if (entry && entry.state === "queued" && entry.tries === 0) {
      this.room.drop(entry);
      this.steps.value = without(this.steps.value, step.clientId);
      say(t("undo.done", { what: step.words }));
    } else if (step.seq === null) this.steps.value = wanted(this.steps.value, step.clientId);
    else this.#takeBack(step, step.seq);
  }

  /** Try a refused deed once more, on the board as it now stands. */
  again(entry: BoardEntry): void {
    this.room.drop(entry);
    const goal = this.goalAt(entry.deed);
    if (goal?.state === "archived") this.do({ type: "goal.restore", data: { goal: goal.id } });
    const { data } = entry.deed;
    const deed = "base" in data ? { ...entry.deed, data: { ...data, base: this.seen(goal?.id ?? "") } } : entry.deed;
    this.do(deed as BoardDeed, goal ? t("undo.edit", { title: goal.title }) : "");
  }

  /** Give a field back the words that were written over. */
  putBack(over: Over): void {
    this.forget(over);
    const piece = this.pieces.peek().get(over.piece);
    if (!piece) return;
    const [base, was] = [piece.version ?? 0, { [over.field]: over.was }];
    // A score is given as a whole, everything else field by field.
    const deed = piece.kind === "scale"
      ? { type: "scale.score", data: { scale: piece.id, score: piece.score, because: piece.because, ...was, base } }
      : { type: `${piece.kind}.edit`, data: { [piece.kind]: piece.id, base, fields: was } };
    this.do(deed as BoardDeed);
  }

  forget(over: Over): void {
    this.overs.value = this.overs.value.filter((one) => one !== over);
  }

  // Asking

  columnName(column: Column | undefined): string {
    if (column?.name) return column.name;
    return column?.role && column.role !== "own" ? t(`column.${column.role}`) : "";
  }

  course(goal: GoalPiece): Course {
    return courseOf(goal, insideOf(this.board.value, goal.id), this.today.value);
  }

  isShown(goal: GoalPiece): boolean {
    if (!this.filter.value) return true;
    const { words, isAtRisk } = this.filter.value;
    if (isAtRisk && !this.course(goal).isAtRisk) return false;
    const text = `${goal.title} ${goal.skill?.label ?? ""} ${goal.why}`.toLowerCase();
    return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }

  /** The goal that a deed is about, as it now stands. */
  goalAt(deed: BoardDeed): GoalPiece | undefined {
    return this.board.peek().goals.get(this.#about(deed));
  }

  // Inside

  #open(): BoardEntry[] {
    return this.entries.value.filter((entry) => entry.state !== "refused");
  }

  #doer(at: number): Doer {
    return { me: this.me, at: new Date(at).toISOString(), inverses: this.#inverses };
  }

  #withLifted(pieces: Pieces): Pieces {
    const now = this.lifted.value;
    if (!now) return pieces;
    const data = { goal: now.goal, column: now.slot.column, after: before(arrange(pieces), now.goal, now.slot) };
    const place = guess({ type: "goal.move", data }, pieces, this.#doer(0)).changed?.map((part) => ({
      kind: "goal" as const, id: part.id, column: (part as Goal).column ?? "", position: (part as Goal).position ?? "",
    }));
    return apply(pieces, { changed: place ?? [] }, PENDING);
  }

  #about({ data }: BoardDeed): string {
    if ("goal" in data) return data.goal;
    const id = "milestone" in data ? data.milestone : "task" in data ? data.task : "evidence" in data ? data.evidence : "scale" in data ? data.scale : "";
    const piece = this.pieces.peek().get(id);
    return piece && "goal" in piece ? piece.goal ?? "" : "";
  }

  #hear(news: News): void {
    const { id } = this.room.state.peek();
    if (news.type === "opened" && news.room === id && news.opened.mode === "reset") void this.read();
    if (news.type !== "event" || news.event.room !== id || !isBoardEvent(news.event)) return;
    this.#happen(news.event);
  }

  #happen(event: BoardEvent): void {
    const pieces = this.pieces.peek();
    const goal = goalOf(event, pieces);
    if (event.by === this.me) this.#stored(event);
    const overs = overwritten(event, pieces, this.touches.peek()).filter((over) => over.by === this.me || over.wasBy === this.me);
    if (overs.length) this.overs.value = [...this.overs.value, ...overs].slice(-OVERS_SHOWN);
    this.touches.value = touched(this.touches.peek(), subjectOf(event, pieces), event);
    this.followed.value = happen(this.followed.peek(), event);
    if (event.by !== this.me) this.#announce(event, goal);
  }

  #stored(event: BoardEvent): void {
    const undone = event.client_id && this.#undoing.get(event.client_id);
    if (undone) {
      this.#undoing.delete(event.client_id!);
      say(t("undo.done", { what: undone }));
    }
    const step = this.steps.peek().find((one) => one.clientId === event.client_id);
    if (!step) return;
    const back = inverse(this.pieces.peek(), event.data);
    this.#inverses.set(event.seq, back);
    this.steps.value = stored(this.steps.value, step.clientId, event.seq, back);
    if (step.isWanted) this.#takeBack(step, event.seq);
  }

  #takeBack(step: Step, seq: number): void {
    this.steps.value = without(this.steps.value, step.clientId);
    this.#undoing.set(this.do({ type: "goal.undo", data: { seq } }), step.words);
  }

  #offer(step: Step): void {
    this.offered.value = step;
    setTimeout(() => this.offered.peek() === step && (this.offered.value = null), UNDO_OFFERED_MS);
  }

  /** What others do is told to a screen reader, as messages are. */
  #announce(event: BoardEvent, goal: string): void {
    const piece = this.pieces.peek().get(goal) as GoalPiece | undefined;
    if (event.type === "goal.moved" && piece) {
      const column = this.columnName(this.board.peek().columns.find((one) => one.id === piece.column));
      say(t("board.said.moved", { name: this.room.nameOf(event.by), title: piece.title, column }));
    }
  }

  /** An undo that came too late is said once, with its reason, and forgotten. */
  #refusedUndo(): void {
    for (const entry of this.entries.value) {
      if (entry.state !== "refused" || entry.deed.type !== "goal.undo") continue;
      show(t("undo.refused", { reason: entry.error?.text || t("message.no_reason") }));
      this.#undoing.delete(entry.clientId);
      queueMicrotask(() => this.room.drop(entry));
    }
  }
}

export type BoardEntry = Entry & { readonly deed: BoardDeed };

function isBoardEntry(entry: Entry): entry is BoardEntry {
  return /^(goal|column|milestone|task|checkin|evidence|scale)\./.test(entry.deed.type);
}
