// Where others write: what was heard of their carets, and telling them of one's own. Not here: drawing them (marks).
import { type Signal, signal } from "@preact/signals";
import { fromBase64, toBase64 } from "lib0/buffer";
import {
  createAbsolutePositionFromRelativePosition, createRelativePositionFromTypeIndex, decodeRelativePosition, encodeRelativePosition,
} from "yjs";
import type { CaretMovedData } from "../../protocol.ts";
import type { RoomModel } from "../model.ts";
import type { NoteCopy } from "./copy.ts";

const TELL_EVERY_MS = 150;
const REPEAT_MS = 15_000;
const LASTS_MS = 40_000;

export interface Caret {
  readonly person: string;
  readonly anchor: string;
  readonly head: string;
  readonly until: number;
}

export type Carets = ReadonlyMap<number, Caret>;

/** The carets after one more was heard of; one that has left, or was not heard of for long, is gone. */
export function heard(carets: Carets, { client, person, anchor, head }: CaretMovedData, now: number): Carets {
  const kept = new Map([...carets].filter(([, caret]) => caret.until > now));
  kept.delete(client);
  if (anchor && head) kept.set(client, { person, anchor, head, until: now + LASTS_MS });
  return kept;
}

/** The place in this copy of the text; null when it is not here yet. */
export function placeOf(copy: NoteCopy, position: string): number | null {
  try {
    return createAbsolutePositionFromRelativePosition(decodeRelativePosition(fromBase64(position)), copy.doc)?.index ?? null;
  } catch {
    return null;
  }
}

export class CaretLine {
  readonly others: Signal<Carets> = signal(new Map());
  readonly #model: RoomModel;
  readonly #copy: NoteCopy;
  #own: { anchor: number; head: number } | null = null;
  #timer = 0;

  constructor(model: RoomModel, copy: NoteCopy) {
    this.#model = model;
    this.#copy = copy;
    model.live.onNews((news) => {
      if (news.type !== "said" || news.said.type !== "note.caret_moved" || news.said.room !== copy.room) return;
      if (news.said.data.note === copy.name) this.others.value = heard(this.others.peek(), news.said.data, Date.now());
    });
    setInterval(() => this.#own && this.#tell(), REPEAT_MS);
  }

  /** The own caret has moved, or left. */
  move(own: { anchor: number; head: number } | null): void {
    const isLeaving = !own && this.#own;
    this.#own = own;
    if (isLeaving) this.#tell();
    else if (own && !this.#timer) this.#timer = window.setTimeout(() => this.#tell(), TELL_EVERY_MS);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#model.boot.me.presence_hidden) return;
    const place = (at: number) => toBase64(encodeRelativePosition(createRelativePositionFromTypeIndex(this.#copy.text, at)));
    const { name: note, doc: { clientID: client } } = this.#copy;
    const data = this.#own ? { note, client, anchor: place(this.#own.anchor), head: place(this.#own.head) } : { note, client };
    this.#model.live.dispatch({ on: "notice", notice: { type: "note.caret", room: this.#copy.room, data } });
  }
}

const lines = new Map<string, CaretLine>();

/** One for each note that several write in, as long as its copy. */
export function caretsOf(model: RoomModel, copy: NoteCopy): CaretLine | null {
  if (copy.name === "private") return null;
  const found = lines.get(copy.name) ?? new CaretLine(model, copy);
  lines.set(copy.name, found);
  return found;
}
