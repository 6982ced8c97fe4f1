// Shows every <time data-format> in the reader's zone and in their own variety of the page's language, which the server names.
type Format = "time" | "date" | "day" | "datetime";

const FORMATS: Record<Format, Intl.DateTimeFormatOptions> = {
  time: { hour: "numeric", minute: "2-digit" },
  date: { day: "numeric", month: "short", year: "numeric" },
  day: { weekday: "long", day: "numeric", month: "long" },
  datetime: { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" },
};
const FULL: Intl.DateTimeFormatOptions = { dateStyle: "full", timeStyle: "long" };

export function showTimes(root: Document): void {
  const { variety = "en", zone } = root.documentElement.dataset;
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-format]")) {
    const at = new Date(time.dateTime);
    const options = FORMATS[time.dataset["format"] as Format];
    time.textContent = say(at, variety, zone, options);
    time.title = say(at, variety, zone, FULL);
  }
}

function say(at: Date, locale: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options).format(at);
}
