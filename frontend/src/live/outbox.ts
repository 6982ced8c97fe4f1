// The queue of durable commands, as a value: what may leave now, and what an answer does to it. Not here: keeping it (shelf).
import type { AnyCommand, Reply } from "../protocol.ts";
import type { Entry, Lane } from "./link.ts";
import { ASK_AGAIN_MS } from "./clock.ts";

const COME_AGAIN = new Set(["unavailable", "too_fast", "behind"]);

/** The entries that may leave now: in order within a room, at most `most` under way, one while anything is resent. */
export function ready(outbox: readonly Entry[], now: number, most: number): Entry[] {
  const open = outbox.filter((entry) => entry.state === "queued" || entry.state === "sent");
  const allowed = open.some((entry) => entry.tries > 0) ? 1 : most;
  let underWay = open.filter((entry) => entry.state === "sent").length;
  const blocked = new Set<string>();
  const chosen: Entry[] = [];
  for (const entry of open) {
    if (entry.state === "sent" || blocked.has(entry.room)) continue;
    if (entry.notBefore > now) blocked.add(entry.room);
    else if (underWay < allowed) {
      chosen.push(entry);
      underWay += 1;
    }
  }
  return chosen;
}

export function command(entry: Entry, ref: number): AnyCommand {
  return { ...entry.deed, ref, room: entry.room, client_id: entry.clientId } as AnyCommand;
}

/** What the answer makes of the entry; null when nothing is left to wait for. */
export function answered(entry: Entry, reply: Reply, lane: Lane | undefined, now: number): Entry | null {
  if (reply.ok) {
    const seq = reply.data?.seq ?? null;
    const arrived = seq === null || !lane?.cursor || lane.cursor.seq >= seq;
    return arrived ? null : { ...entry, state: "stored", seq };
  }
  const code = reply.error?.code ?? "internal";
  if (!COME_AGAIN.has(code)) return { ...entry, state: "refused", error: reply.error };
  return { ...entry, state: "queued", tries: entry.tries + 1, notBefore: now + (reply.error?.retry_ms ?? ASK_AGAIN_MS) };
}

/** The connection is gone: whatever was under way may or may not have been stored, so it is sent again. */
export function unsettled(outbox: readonly Entry[]): readonly Entry[] {
  return outbox.map((entry) => (entry.state === "sent" ? { ...entry, state: "queued", tries: entry.tries + 1 } : entry));
}

/** Whether nothing of its room has to go before it. */
export function isNext(outbox: readonly Entry[], entry: Entry): boolean {
  return outbox.find((one) => one.room === entry.room && (one.state === "queued" || one.state === "sent")) === entry;
}

/** Whether the server may have stored the entry: it left at least once, and was not refused. */
export function mayBeStored(entry: Entry): boolean {
  return entry.state === "sent" || entry.state === "stored" || (entry.state === "queued" && entry.tries > 0);
}

/** What people would call unsent: words and changes that no server has acknowledged; a reaction is not missed. */
export function isUnsent(entry: Entry): boolean {
  return entry.state !== "stored" && !/^reaction|delete$/.test(entry.deed.type);
}
