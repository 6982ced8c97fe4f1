// The room as the reader sees it: a reducer over snapshots, events and what the view does. Not here: pending lines (rows).
import type {
  AnyEvent, ErrorView, Mark, MessageView, Opened, Outlook, Page, PersonCard, PresenceState, PresenceView, Role, RoomKind, Snapshot,
} from "../protocol.ts";
import type { News } from "../live/link.ts";
import { changePresence } from "./presence.ts";

export const WINDOW_ROWS = 400;
const TYPING_ENDS_MS = 6_000;

export interface Presence {
  readonly version: number;
  readonly count: number;
  readonly people: Readonly<Record<string, PresenceState>>;
  /** A change was missed: what is shown may be old until the next full view. */
  readonly isStale: boolean;
}

export interface RoomState {
  readonly me: string;
  readonly id: string;
  readonly kind: RoomKind;
  readonly title: string;
  readonly role: Role;
  readonly closed: boolean;
  readonly outlook: Outlook | null;
  readonly memberCount: number;
  readonly members: readonly string[];
  readonly people: Readonly<Record<string, PersonCard>>;
  readonly messages: readonly MessageView[];
  readonly quoted: Readonly<Record<string, MessageView>>;
  readonly earlier: boolean;
  readonly later: boolean;
  readonly messageNo: number;
  readonly readNo: number;
  /** The "New" line stands after this message number; null when there is none. */
  readonly newAfter: number | null;
  readonly marks: Readonly<Record<string, number>>;
  readonly presence: Presence;
  readonly typing: Readonly<Record<string, number>>;
  readonly gone: "left" | "denied" | null;
  readonly denial: ErrorView | null;
}

export type Change =
  | { type: "news"; news: News; now: number }
  | { type: "page"; page: Page; place: "top" | "around" | "latest" }
  | { type: "looked_up"; page: Page }
  | { type: "presence"; view: PresenceView }
  | { type: "trim"; side: "top" | "bottom" }
  | { type: "read"; no: number }
  | { type: "new_line"; after: number | null }
  | { type: "clock"; now: number };

const NOBODY: Presence = { version: 0, count: 0, people: {}, isStale: false };

export function fromSnapshot(snapshot: Snapshot, me: string): RoomState {
  const newAfter = firstUnread(snapshot);
  return {
    me, id: snapshot.id, presence: NOBODY, typing: {}, gone: null, denial: null, newAfter, ...facts(snapshot),
  };
}

function firstUnread({ read_no, message_no }: Snapshot): number | null {
  return read_no < message_no ? read_no : null;
}

export function reduce(state: RoomState, change: Change): RoomState {
  switch (change.type) {
    case "news": return heed(state, change.news, change.now);
    case "page": return turn(state, change.page, change.place);
    case "looked_up": return { ...state, people: known(state, change.page), quoted: quotes(state.quoted, change.page.messages) };
    case "presence": return { ...state, presence: presence(change.view) };
    case "trim": return trim(state, change.side);
    case "read": return { ...state, readNo: Math.max(state.readNo, change.no) };
    case "new_line": return { ...state, newAfter: change.after };
    case "clock": return { ...state, typing: stillTyping(state.typing, change.now) };
  }
}

function facts(snapshot: Snapshot) {
  const { page, members } = snapshot;
  return {
    kind: snapshot.kind, title: snapshot.title, role: snapshot.role, closed: snapshot.closed, outlook: snapshot.outlook,
    memberCount: snapshot.member_count, messageNo: snapshot.message_no, readNo: snapshot.read_no,
    members: members.map((card) => card.id), people: byId([...page.people, ...members]), marks: markMap(snapshot.marks),
    messages: page.messages, quoted: byId(page.quoted), earlier: page.earlier, later: page.later,
  };
}

function heed(state: RoomState, news: News, now: number): RoomState {
  switch (news.type) {
    case "event": return news.event.room === state.id ? happen(state, news.event) : state;
    case "opened": return news.room === state.id ? reopen(state, news.opened) : state;
    case "denied": return news.room === state.id ? { ...state, gone: "denied", denial: news.error } : state;
    case "said": return overhear(state, news.said, now);
    case "welcome": return state;
  }
}

function reopen(state: RoomState, opened: Opened): RoomState {
  const fresh = opened.snapshot ? { ...state, ...facts(opened.snapshot), newAfter: state.newAfter ?? firstUnread(opened.snapshot) } : state;
  return {
    ...fresh, gone: null, denial: null, typing: {}, marks: { ...fresh.marks, ...markMap(opened.marks) },
    presence: opened.presence ? presence(opened.presence) : state.presence,
  };
}

function overhear(state: RoomState, said: Extract<News, { type: "said" }>["said"], now: number): RoomState {
  if (!("room" in said) || said.room !== state.id) return state;
  switch (said.type) {
    case "typing.started": return typingBy(state, said.data.person, now + TYPING_ENDS_MS);
    case "typing.stopped": return typingBy(state, said.data.person, 0);
    case "room.marked_read": return marked(state, said.data.mark);
    case "room.gone": return { ...state, gone: "left" };
    case "presence.changed": return { ...state, presence: changePresence(state.presence, said.data) };
    case "room.moved": return { ...state, readNo: Math.max(state.readNo, said.data.read_no ?? 0) };
    // Catching up is the connection's, and notes have an ear of their own.
    default: return state;
  }
}

function happen(state: RoomState, event: AnyEvent): RoomState {
  switch (event.type) {
    case "message.sent": return sent(state, event.data.message);
    case "message.edited": {
      const { message, text, version, edited_at } = event.data;
      return amend(state, message, (one) => (one.deleted_by || one.version > version ? one : { ...one, text, version, edited_at }));
    }
    case "message.deleted": {
      const { message, deleted_by } = event.data;
      return amend(state, message, (one) => ({ ...one, text: "", version: 1, deleted_by, edited_at: null, reactions: [] }));
    }
    case "reaction.added": return amend(state, event.data.message, (one) => reacted(one, event.data.emoji, event.by));
    case "reaction.removed": return amend(state, event.data.message, (one) => unreacted(one, event.data.emoji, event.by));
    case "member.joined": return joined(state, event.data.person);
    case "member.left": case "member.removed": return left(state, event.data.person);
    case "room.closed": return { ...state, closed: event.data.closed };
    // What lies ahead is told whole each time; what happens on the board is the board's, and what was noted nobody's.
    default: return "outlook" in event.data ? { ...state, outlook: event.data.outlook } : state;
  }
}

function sent(state: RoomState, message: MessageView): RoomState {
  const messageNo = Math.max(state.messageNo, message.no);
  const mine = message.by === state.me;
  const readNo = mine ? Math.max(state.readNo, message.no) : state.readNo;
  const { [message.by]: _, ...typing } = state.typing;
  const messages = state.later ? state.messages : merged(state.messages, [message]);
  // Who writes has read up to there, and shows it where marks are shown at all.
  const known = state.marks[message.by];
  const marks = known === undefined ? state.marks : { ...state.marks, [message.by]: Math.max(known, message.no) };
  return { ...state, messageNo, readNo, typing, messages, marks };
}

/** Change a message wherever it is shown: in the log and in quotes of it. */
function amend(state: RoomState, id: string, how: (message: MessageView) => MessageView): RoomState {
  const messages = state.messages.map((one) => (one.id === id ? how(one) : one));
  const quote = state.quoted[id];
  return { ...state, messages, quoted: quote ? { ...state.quoted, [id]: how(quote) } : state.quoted };
}

export function reacted(message: MessageView, emoji: string, person: string): MessageView {
  if (message.deleted_by) return message;
  const found = message.reactions.find((one) => one.emoji === emoji);
  if (found?.people.includes(person)) return message;
  const reactions = found
    ? message.reactions.map((one) => (one === found ? { ...one, people: [...one.people, person] } : one))
    : [...message.reactions, { emoji, people: [person] }];
  return { ...message, reactions };
}

export function unreacted(message: MessageView, emoji: string, person: string): MessageView {
  const reactions = message.reactions
    .map((one) => (one.emoji === emoji ? { ...one, people: one.people.filter((id) => id !== person) } : one))
    .filter((one) => one.people.length > 0);
  return { ...message, reactions };
}

function joined(state: RoomState, card: PersonCard): RoomState {
  const isNew = !state.members.includes(card.id);
  return {
    ...state,
    members: isNew ? [...state.members, card.id] : state.members,
    memberCount: state.memberCount + (isNew ? 1 : 0),
    people: { ...state.people, [card.id]: card },
    role: card.id === state.me ? card.role : state.role,
  };
}

function left(state: RoomState, person: string): RoomState {
  if (!state.members.includes(person)) return state;
  const card = state.people[person];
  const people = card ? { ...state.people, [person]: { ...card, member: false } } : state.people;
  const { [person]: _, ...marks } = state.marks;
  const members = state.members.filter((id) => id !== person);
  return { ...state, members, people, marks, memberCount: state.memberCount - 1, gone: person === state.me ? "left" : state.gone };
}

function typingBy(state: RoomState, person: string, until: number): RoomState {
  if (person === state.me) return state;
  const { [person]: _, ...others } = state.typing;
  return { ...state, typing: until ? { ...others, [person]: until } : others };
}

function stillTyping(typing: RoomState["typing"], now: number): RoomState["typing"] {
  const kept = Object.entries(typing).filter(([, until]) => until > now);
  return kept.length === Object.keys(typing).length ? typing : Object.fromEntries(kept);
}

function marked(state: RoomState, mark: Mark): RoomState {
  if (mark.person === state.me) return { ...state, readNo: Math.max(state.readNo, mark.no) };
  return { ...state, marks: { ...state.marks, [mark.person]: Math.max(state.marks[mark.person] ?? 0, mark.no) } };
}

function turn(state: RoomState, page: Page, place: "top" | "around" | "latest"): RoomState {
  const people = known(state, page);
  const quoted = quotes(state.quoted, page.quoted);
  if (place === "top") {
    return { ...state, people, quoted, messages: merged(page.messages, state.messages), earlier: page.earlier };
  }
  const touches = place === "around" && overlaps(state.messages, page.messages);
  if (!touches) return { ...state, people, quoted, messages: page.messages, earlier: page.earlier, later: page.later };
  const earlier = first(page.messages) < first(state.messages) ? page.earlier : state.earlier;
  const later = last(page.messages) >= last(state.messages) ? page.later : state.later;
  return { ...state, people, quoted, messages: merged(state.messages, page.messages), earlier, later };
}

/** Keep the newest or the oldest rows of a log that has grown too long; quotes of what goes are kept. */
function trim(state: RoomState, side: "top" | "bottom"): RoomState {
  const { messages } = state;
  if (messages.length <= WINDOW_ROWS) return state;
  const kept = side === "top" ? messages.slice(-WINDOW_ROWS) : messages.slice(0, WINDOW_ROWS);
  const wanted = new Set(kept.map((one) => one.reply_to));
  const quoted = quotes(state.quoted, messages.filter((one) => wanted.has(one.id)));
  return { ...state, messages: kept, quoted, ...(side === "top" ? { earlier: true } : { later: true }) };
}

/** Two runs of messages as one, in the order of their numbers; of two versions the second run's. */
function merged(older: readonly MessageView[], newer: readonly MessageView[]): readonly MessageView[] {
  if (last(older) < first(newer)) return [...older, ...newer];
  const all = new Map([...older, ...newer].map((one) => [one.no, one]));
  return [...all.values()].sort((a, b) => a.no - b.no);
}

function overlaps(a: readonly MessageView[], b: readonly MessageView[]): boolean {
  return first(a) <= last(b) + 1 && first(b) <= last(a) + 1;
}

function first(messages: readonly MessageView[]): number {
  return messages[0]?.no ?? Infinity;
}

function last(messages: readonly MessageView[]): number {
  return messages.at(-1)?.no ?? -Infinity;
}

function known(state: RoomState, page: Page): RoomState["people"] {
  return { ...state.people, ...byId(page.people) };
}

function quotes(quoted: RoomState["quoted"], more: readonly MessageView[]): RoomState["quoted"] {
  return more.length ? { ...quoted, ...byId(more) } : quoted;
}

function presence(view: PresenceView): Presence {
  const people = Object.fromEntries(view.people.map((here) => [here.person, here.state]));
  return { version: view.version, count: view.count, people, isStale: false };
}

function byId<T extends { id: string }>(all: readonly T[]): Record<string, T> {
  return Object.fromEntries(all.map((one) => [one.id, one]));
}

function markMap(marks: readonly Mark[]): Record<string, number> {
  return Object.fromEntries(marks.map((mark) => [mark.person, mark.no]));
}
