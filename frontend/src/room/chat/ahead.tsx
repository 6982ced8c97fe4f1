// Quiet lines above the box: the next session, that a mentorship rests, that somebody proposes to end it. Not here: the pages they lead to.
import "../loaded.ts";
import { useEffect, useState } from "preact/hooks";
import type { Outlook, SessionView } from "../../protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";
import { SessionWords } from "./session-words.tsx";

const LOOK_MS = 15_000;
const HOUR = { hour: "numeric", minute: "2-digit" } as const;

export default function Ahead({ model, outlook }: { model: RoomModel; outlook: Outlook }) {
  const words = sentences(model, outlook).join(" ");
  // Events from before there were sessions have none.
  const now = useNow();
  const next = outlook.sessions?.find((session) => Date.parse(session.ends_at) > now);
  const session = [next && sessionWords(model, next, now), rhythmWords(outlook)].filter(Boolean).join(" ");
  useEffect(() => say(words), [words]);
  useEffect(() => say(session), [session]);
  return (
    <>
      {session && <div class="chat__closed">
        <Icon name="calendar" />
        <div><p>{session} {next ? <a href={`${model.boot.urls.sessions}${next.id}/`}>{t("ahead.session_more")}</a> : model.boot.urls.book && <a href={model.boot.urls.book}>{t("ahead.rhythm_plan")}</a>} · <a href={model.boot.urls.history}>{t("ahead.session_all")}</a></p>{next && <SessionWords key={next.id} model={model} session={next} now={now} state={outlook} time={inWords(next, model, HOUR)} />}</div>
      </div>}
      {words && <p class="chat__closed">
        <Icon name={outlook.closing ? "archive" : "clock"} />
        <span>{words} <a href={model.boot.urls.closing}>{t(outlook.closing ? "ahead.answer" : "ahead.rest")}</a></span>
      </p>}
    </>
  );
}

/** No event tells that a session begins or is over because of its time. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function sessionWords(model: RoomModel, session: SessionView, now: number): string {
  const when = inWords(session, model, { weekday: "short", day: "numeric", month: "short", ...HOUR });
  if (session.status === "tentative") return t("ahead.session_waits", { when });
  const said = t(session.started_at || Date.parse(session.starts_at) <= now ? "ahead.session_now" : "ahead.session", { when });
  const late = Object.entries(session.late ?? {}).map(([id, minutes]) => t("ahead.session_late", { name: model.nameOf(id), minutes: String(minutes) }));
  const over = session.over ? [t("ahead.session_over", { minutes: String(session.over) })] : [];
  const heldUp = session.held_up && !session.started_at ? [t("ahead.session_held_up", { minutes: String(session.held_up) })] : [];
  const declined = (session.declined ?? []).map((id) => t("ahead.session_declined", { name: model.nameOf(id) }));
  const proposed = (session.proposed ?? []).map((id) => t("ahead.session_proposed", { name: model.nameOf(id) }));
  return [said, ...late, ...over, ...heldUp, ...declined, ...proposed].join(" ");
}

function rhythmWords({ rhythm }: Outlook): string {
  return rhythm ? t("ahead.rhythm", { count: String(rhythm.count), weeks: String(rhythm.weeks) }) : "";
}

/** By the clock that the server read in my zone; a browser's own rules of zones may be old. */
function inWords(session: SessionView, model: RoomModel, style: Intl.DateTimeFormatOptions): string {
  const { language, timeZone } = model.zone.value;
  const clock = session.clocks?.[timeZone];
  return new Intl.DateTimeFormat(language, { ...style, timeZone: clock ? "UTC" : timeZone }).format(Date.parse(clock ? `${clock}Z` : session.starts_at));
}

function sentences(model: RoomModel, { pause, closing }: Outlook): string[] {
  const said = [];
  const day = (at: string) => dayName(at, model);
  if (pause) said.push(pause.until ? t("ahead.rests_until", { day: day(pause.until) }) : t("ahead.rests"));
  if (!closing) return said;
  said.push(t("ahead.proposed", { name: model.nameOf(closing.by) }));
  if (closing.signed.length) said.push(t("ahead.signed", { names: closing.signed.map((id) => model.nameOf(id)).join(", ") }));
  if (closing.ends_at) said.push(t("ahead.ends", { day: day(closing.ends_at) }));
  return said;
}

/** A day is one in every zone, a moment is on the day that it is for the reader. */
function dayName(at: string, model: RoomModel): string {
  const { language, timeZone } = model.zone.value;
  const isDay = at.length === "2026-03-02".length;
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: isDay ? "UTC" : timeZone }).format(Date.parse(at));
}
