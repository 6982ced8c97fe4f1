// Reads a calendar with two libraries that nobody here wrote and prints when its sessions begin, as JSON.
// Arguments: the file, the start and the end of the span. Not here: what is expected (tests/calendar_sync).
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const [file, start, end] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const from = new Date(start);
const to = new Date(end);

function readByIcalJs() {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const changed = events.filter((event) => event.isRecurrenceException());
  return events.filter((event) => !event.isRecurrenceException()).flatMap((event) => {
    for (const each of changed) if (each.uid === event.uid) event.relateException(each);
    return startsOf(event);
  });
}

function startsOf(event) {
  if (!event.isRecurring()) return [event.startDate.toJSDate()];
  const walk = event.iterator();
  const found = [];
  for (let next = walk.next(); next; next = walk.next()) found.push(event.getOccurrenceDetails(next).startDate.toJSDate());
  return found;
}

function readByNodeIcal() {
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter((each) => each.type === "VEVENT");
  return events.flatMap((event) => {
    if (!event.rrule) return [new Date(event.start)];
    return nodeIcal.expandRecurringEvent(event, { from, to }).map((each) => new Date(each.start));
  });
}

function told(starts) {
  return starts.filter((at) => at >= from && at < to).map((at) => at.toISOString()).sort();
}

console.log(JSON.stringify({ "ical.js": told(readByIcalJs()), "node-ical": told(readByNodeIcal()) }));
