// Versioned changes of who is here. Not here: what this tab reports of its own person (activity).
import type { ChangedData } from "../protocol.ts";
import type { Presence } from "./store.ts";

/** Apply a change to the version it builds on; ignore an old one; after a skipped one the view is stale. */
export function changePresence(presence: Presence, change: ChangedData): Presence {
  if (change.version <= presence.version) return presence;
  if (change.base > presence.version) return { ...presence, isStale: true };
  const gone = new Set(change.gone);
  const kept = Object.entries(presence.people).filter(([id]) => !gone.has(id));
  const here = change.here.map((one) => [one.person, one.state] as const);
  return { version: change.version, count: change.count, people: Object.fromEntries([...kept, ...here]), isStale: false };
}
