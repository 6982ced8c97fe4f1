// Moments in words, in the reader's zone and language. Not here: <time> elements of ordinary pages (page/times).

export interface Zone {
  readonly language: string;
  readonly timeZone: string;
}

type Style = "time" | "day" | "day_year" | "full" | "date";

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
  time: { hour: "numeric", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  day_year: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  full: { dateStyle: "full", timeStyle: "short" },
  date: { year: "numeric", month: "2-digit", day: "2-digit" },
};
const QUARTER_MS = 15 * 60_000;
const days = new Map<string, string>();
const made = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in the zone, as 2026-11-23: equal strings are the same day. */
export function dayOf(at: number, { timeZone }: Zone): string {
  // Every zone's clock changes on a quarter of an hour, so a quarter lies in one day.
  const key = `${timeZone} ${Math.floor(at / QUARTER_MS)}`;
  let day = days.get(key);
  if (!day) {
    const parts = format("date", { language: "en-CA", timeZone }).formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)?.value;
    days.set(key, (day = `${part("year")}-${part("month")}-${part("day")}`));
  }
  return day;
}

export function timeOf(at: number, zone: Zone): string {
  return format("time", zone).format(at);
}

export function fullTime(at: number, zone: Zone): string {
  return format("full", zone).format(at);
}

/** "Today" and "Yesterday" by the calendar, not by hours: a day with a clock change has 23 or 25. */
export function dayName(day: string, now: number, zone: Zone, words: { today: string; yesterday: string }): string {
  const today = dayOf(now, zone);
  if (day === today) return words.today;
  if (day === dayBefore(today)) return words.yesterday;
  const noon = Date.parse(`${day}T12:00:00Z`);
  const style = day.slice(0, 4) === today.slice(0, 4) ? "day" : "day_year";
  return format(style, { ...zone, timeZone: "UTC" }).format(noon);
}

export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

function format(style: Style, { language, timeZone }: Zone): Intl.DateTimeFormat {
  const key = `${style} ${language} ${timeZone}`;
  let found = made.get(key);
  if (!found) made.set(key, (found = new Intl.DateTimeFormat(language, { ...STYLES[style], timeZone: known(timeZone) })));
  return found;
}

function known(timeZone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return timeZone;
  } catch {
    return "UTC";
  }
}
