// Messages and pending lines as the rows of the log: days, the "New" line, groups. Not here: drawing them (chat/log).
import type { MessageView } from "../protocol.ts";
import type { Entry } from "../live/link.ts";
import { type Zone, dayOf } from "../ui/time.ts";
import { type RoomState, reacted, unreacted } from "./store.ts";

const GROUP_MS = 5 * 60_000;

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly day: string }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "message"; readonly key: string; readonly message: MessageView; readonly isHead: boolean; readonly edit: Entry | null }
  | { readonly kind: "pending"; readonly key: string; readonly entry: Entry; readonly isHead: boolean };

export function rows(state: RoomState, outbox: readonly Entry[], zone: Zone): Row[] {
  const out: Row[] = [];
  let day = "";
  let author = "";
  let at = 0;
  let isMarked = state.newAfter === null || !state.messages.some((one) => one.no > state.newAfter! && one.by !== state.me);

  function startRow(moment: number, by: string): boolean {
    const today = dayOf(moment, zone);
    if (today !== day) out.push({ kind: "day", key: `day ${today}`, day: today });
    const isHead = today !== day || by !== author || moment - at >= GROUP_MS;
    [day, author, at] = [today, by, moment];
    return isHead;
  }

  for (const message of state.messages) {
    let isHead = startRow(Date.parse(message.at), message.by);
    if (!isMarked && message.no > state.newAfter!) {
      out.push({ kind: "new", key: "new" });
      [isMarked, isHead] = [true, true];
    }
    const own = deedsOn(message, state.id, outbox);
    out.push({ kind: "message", key: rowKey(message, state.me), message: overlaid(message, own, state.me), isHead, edit: editOf(own) });
  }
  for (const entry of pendingLines(state, outbox)) {
    const isHead = startRow(entry.at, state.me);
    out.push({ kind: "pending", key: entry.clientId, entry, isHead });
  }
  return out;
}

export interface Day {
  readonly day: string;
  readonly rows: readonly Exclude<Row, { kind: "day" }>[];
}

/** The rows day by day, so that each day's name can stay in sight while the day is read. */
export function byDay(all: readonly Row[]): Day[] {
  const days: { day: string; rows: Exclude<Row, { kind: "day" }>[] }[] = [];
  for (const row of all) {
    if (row.kind === "day") days.push({ day: row.day, rows: [] });
    else days.at(-1)?.rows.push(row);
  }
  return days;
}

/** Own sends that no event has confirmed yet; they stand below everything confirmed. */
export function pendingLines(state: RoomState, outbox: readonly Entry[]): Entry[] {
  const shown = new Set(state.messages.slice(-60).filter((one) => one.by === state.me).map((one) => one.client_id));
  return outbox.filter((entry) => entry.room === state.id && entry.deed.type === "message.send" && !shown.has(entry.clientId));
}

/** An own line keeps its key when its event replaces the pending one, so that its element stays. */
function rowKey(message: MessageView, me: string): string {
  return message.by === me && message.client_id ? message.client_id : message.id;
}

function deedsOn(message: MessageView, room: string, outbox: readonly Entry[]): Entry[] {
  if (outbox.length === 0) return [];
  return outbox.filter(({ room: where, deed }) => where === room && "message" in deed.data && deed.data.message === message.id);
}

function editOf(own: readonly Entry[]): Entry | null {
  return own.findLast((entry) => entry.deed.type === "message.edit") ?? null;
}

/** The message as it will stand once the reader's own deeds on it are through. */
function overlaid(message: MessageView, own: readonly Entry[], me: string): MessageView {
  return own.filter((entry) => entry.state !== "refused").reduce((shown, { deed }) => {
    switch (deed.type) {
      case "message.edit": return { ...shown, text: deed.data.text };
      case "message.delete": return { ...shown, text: "", deleted_by: me, reactions: [] };
      case "reaction.add": return reacted(shown, deed.data.emoji, me);
      case "reaction.remove": return unreacted(shown, deed.data.emoji, me);
      default: return shown;
    }
  }, message);
}
