// Small rooms, messages and events for the unit tests.
import type { AnyEvent, AnySaid, MessageView, Opened, PersonCard, Snapshot } from "../src/protocol.ts";
import { type Entry, type Link, newEntry, newLink } from "../src/live/link.ts";
import { LIMITS, ROOM } from "./model_server.ts";

export const MIA = "mia";
export const NOAH = "noah";

export function message(no: number, more: Partial<MessageView> = {}): MessageView {
  return {
    id: `m${no}`, no, seq: no, at: "2026-03-02T10:00:00.000Z", by: NOAH, text: `Text ${no}`, version: 1, client_id: null,
    reply_to: null, edited_at: null, deleted_by: null, reactions: [], ...more,
  };
}

export function card(id: string, more: Partial<PersonCard> = {}): PersonCard {
  return { id, name: id[0]!.toUpperCase() + id.slice(1), role: "member", position: "", photo: "", member: true, ...more };
}

export function snapshot(messages: MessageView[], more: Partial<Snapshot> = {}): Snapshot {
  const head = messages.at(-1)?.no ?? 0;
  return {
    id: ROOM, kind: "mentorship", title: "Noah", closed: false, role: "mentor", epoch: "epoch", head, tag: `t${head}`,
    message_no: head, read_no: head, member_count: 2, members: [card(MIA, { role: "mentor" }), card(NOAH, { role: "mentee" })], marks: [],
    page: { messages, quoted: [], people: [], earlier: (messages[0]?.no ?? 1) > 1, later: false }, outlook: null, ...more,
  };
}

type Told<T extends AnyEvent["type"]> = Extract<AnyEvent, { type: T }>;

export function event<T extends AnyEvent["type"]>(type: T, seq: number, data: Told<T>["data"], more: Partial<AnyEvent> = {}): AnyEvent {
  return { type, room: ROOM, seq, tag: `t${seq}`, at: "", by: NOAH, client_id: null, data, ...more } as AnyEvent;
}

export function sent(seq: number, more: Partial<AnyEvent> = {}): AnyEvent {
  return event("message.sent", seq, { message: message(seq) }, more);
}

export function tail(head: number, events: AnyEvent[] = [], more: Partial<Opened> = {}): Opened {
  return { mode: "tail", epoch: "epoch", head, events, snapshot: null, more: false, presence: null, marks: [], error: null, ...more };
}

export function fresh(): Link {
  return newLink({ client: "test", language: "en", tab: "tab-00000000", person: MIA }, LIMITS, 0, "socket");
}

export function sending(clientId: string, at = 0): Entry {
  return newEntry(clientId, ROOM, { type: "message.send", data: { text: clientId } }, { at, kept: true });
}

export function said(...all: AnySaid[]): { on: "frame"; size: number; said: AnySaid[] } {
  return { on: "frame", size: JSON.stringify(all).length, said: all };
}
