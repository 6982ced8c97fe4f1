// Days and moments as the board says them. Not here: those of the chat (ui/time).
import { type Zone, timeOf } from "../../ui/time.ts";

const SHOWN_FOR_MS = 30 * 60_000;
const shapes = new Map<string, Intl.DateTimeFormat>();

/** A day as 2026-03-02 in few signs: 2 Mar, with its year where that is another one. */
export function shortDay(day: string, { language }: Zone): string {
  const isThisYear = day.slice(0, 4) === String(new Date().getFullYear());
  return shape(language, isThisYear ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "numeric" }).format(Date.parse(`${day}T12:00:00Z`));
}

/** A moment with its day. */
export function shortMoment(at: string, zone: Zone): string {
  return shape(zone.language, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZone: zone.timeZone }).format(Date.parse(at));
}

/** The time of something that happened a short while ago; nothing when it is longer ago. */
export function sinceWords(at: number, now: number, zone: Zone): string {
  return now - at < SHOWN_FOR_MS ? timeOf(at, zone) : "";
}

function shape(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let found = shapes.get(key);
  if (!found) shapes.set(key, (found = new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options })));
  return found;
}
