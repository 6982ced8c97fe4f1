// A small model of the server for random histories: one room's log, connections that break, frames that are lost on the way.
import type { AnyCommand, AnyEvent, AnySaid, Cursor, Opened, Reply } from "../src/protocol.ts";

export const ROOM = "0".repeat(32);
const EPOCH = "epoch";

export type Durable = Extract<AnyCommand, { client_id: string }>;

export class ModelServer {
  readonly log: AnyEvent[] = [];
  readonly wires = new Set<Wire>();
  protected readonly chance: () => number;

  constructor(chance: () => number) {
    this.chance = chance;
  }

  accept(wire: Wire, person: string, command: AnyCommand): void {
    switch (command.type) {
      case "hello": {
        const rooms = Object.fromEntries(Object.entries(command.data.rooms ?? {}).map(([id, cursor]) => [id, this.open(cursor)]));
        wire.down(welcome(person, rooms));
        this.wires.add(wire);
        return;
      }
      case "room.open": return wire.down(reply(command.ref, { opened: this.open(command.data.cursor ?? null) }));
      case "room.catch_up": return wire.down(reply(command.ref, { opened: this.open(command.data.cursor) }));
      default: return "client_id" in command ? this.#store(wire, person, command) : this.answer(wire, command);
    }
  }

  ping(wire: Wire): void {
    wire.down({ type: "ping", data: { heads: { [ROOM]: this.head() } } });
  }

  protected head(): Cursor {
    return { epoch: EPOCH, seq: this.log.length, tag: this.log.at(-1)?.tag ?? "" };
  }

  /** A slice of at most five events, so that pages happen. */
  protected open(cursor: Cursor | null): Opened {
    const events = this.log.slice(cursor?.seq ?? 0).slice(0, 5);
    const head = (cursor?.seq ?? 0) + events.length;
    const more = head < this.log.length;
    return { mode: more ? "page" : "tail", epoch: EPOCH, head, events, more, snapshot: null, presence: null, marks: [], error: null };
  }

  /** What is neither stored nor about the log. */
  protected answer(_wire: Wire, _command: AnyCommand): void {}

  #store(wire: Wire, person: string, command: Durable): void {
    const stored = this.log.find((event) => event.by === person && event.client_id === command.client_id);
    if (stored) return wire.down({ ...reply(command.ref, { seq: stored.seq }), again: true });
    if (wire.isBlocked && wire.isBlocked !== command.client_id) return wire.down(refusal(command.ref, "behind"));
    if (this.chance() < 0.1) {
      wire.isBlocked = command.client_id;
      return wire.down(refusal(command.ref, this.chance() < 0.5 ? "too_fast" : "unavailable"));
    }
    wire.isBlocked = null;
    const event = this.carryOut(person, command);
    if (!event) return wire.down(refusal(command.ref, "conflict"));
    this.log.push(event);
    wire.down(reply(command.ref, { seq: event.seq }));
    // A hub that misses an event tells nobody; heads in pings must heal it.
    if (this.chance() < 0.05) return;
    for (const each of this.wires) each.down(event);
  }

  /** The event that the command becomes; null where it is refused for good. */
  protected carryOut(by: string, command: Durable): AnyEvent | null {
    if (command.type !== "message.send") return null;
    const [seq, { client_id }] = [this.log.length + 1, command];
    const message = {
      id: `m${seq}`, no: seq, seq, at: "", by, text: command.data.text, version: 1, client_id, reply_to: null, edited_at: null, deleted_by: null, reactions: [],
    };
    return { type: "message.sent", room: ROOM, seq, tag: `t${seq}`, at: "", by, client_id, data: { message } };
  }
}

/** One connection: frames in order, and all of those still under way lost when it breaks. */
export interface Wire {
  down(said: AnySaid): void;
  isBlocked: string | null;
}

export const LIMITS = { text: 8000, frame: 65536, in_flight: 8, presence_window: 200 };

export function welcome(person: string, rooms: Record<string, Opened>): AnySaid {
  const data = { connection: "c", boot: "b", person, ping_s: 25, limits: LIMITS, server_time: "", unread: [], rooms };
  return { type: "welcome", data };
}

export function reply(ref: number, data: Partial<NonNullable<Reply["data"]>>): Reply {
  const nothing = { seq: null, message: null, page: null, opened: null, presence: null, read_no: null, board: null };
  return { type: "reply", ref, ok: true, again: false, data: { ...nothing, ...data }, error: null };
}

export function refusal(ref: number, code: NonNullable<Reply["error"]>["code"]): Reply {
  const error = { code, text: code, retry_ms: 200, current: null };
  return { type: "reply", ref, ok: false, again: false, data: null, error };
}
