// The fields of pieces in words: their names and values. Not here: editing them (field).
import type { Skill } from "../../protocol.ts";
import type { Key } from "../../text.ts";
import { t } from "../../ui/words.ts";
import { shortDay } from "./days.ts";
import type { BoardModel } from "./model.ts";

const NAMED: ReadonlySet<string> = new Set([
  "title", "why", "skill", "level_now", "level_wanted", "measure", "unit", "baseline", "target", "starts_on", "due_on", "success",
  "first_step", "obstacles", "help_wanted", "cadence", "state", "assignee", "is_done", "name", "hint", "score", "because",
]);

export function fieldName(field: string): string {
  return NAMED.has(field) ? t(`field.${field}` as Key) : field;
}

export function fieldWords(board: BoardModel, field: string, value: unknown): string {
  if (value === null || value === "") return t("field.empty");
  if (field === "measure" || field === "cadence") return t(`${field}.${value}` as Key);
  if (field === "skill") return (value as Skill).label;
  if (field === "assignee") return board.room.nameOf(String(value));
  if (field === "due_on" || field === "starts_on") return shortDay(String(value), board.room.zone.peek());
  if (typeof value === "boolean") return t(value ? "field.yes" : "field.no");
  return String(value);
}
