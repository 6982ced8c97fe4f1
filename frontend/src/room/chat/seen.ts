// Who has read how far, as words under the reader's own newest line that was seen. Not here: marking as read (model).
import { t } from "../../ui/words.ts";
import type { RoomState } from "../store.ts";

/** The line to stand under, with its words; nothing in group rooms. */
export function seenWords(state: RoomState): { id: string; words: string } | null {
  if (state.kind !== "mentorship") return null;
  const others = state.members.filter((id) => id !== state.me);
  const furthest = Math.max(0, ...others.map((id) => state.marks[id] ?? 0));
  const line = state.messages.findLast((one) => one.by === state.me && !one.deleted_by && one.no <= furthest);
  if (!line || line !== state.messages.findLast((one) => one.by === state.me && !one.deleted_by)) return null;
  const readers = others.filter((id) => (state.marks[id] ?? 0) >= line.no).map((id) => state.people[id]?.name ?? "");
  return { id: line.id, words: others.length === 1 ? t("log.seen") : t("log.seen_by", { names: readers.join(", ") }) };
}
