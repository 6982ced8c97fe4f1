// The log: rows that scroll, keep their place, and grow upwards. Not here: one line (line), the rules of rows (rows).
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { count, t } from "../../ui/words.ts";
import { dayName } from "../../ui/time.ts";
import { Icon } from "../../ui/icon.tsx";
import type { RoomModel } from "../model.ts";
import { type Day, byDay } from "../rows.ts";
import { WINDOW_ROWS } from "../store.ts";
import { Line } from "./line.tsx";
import { PendingLine } from "./pending.tsx";
import { Place } from "./place.ts";
import { seenWords } from "./seen.ts";
import { stepFocus } from "./walk.ts";

const SLACK_ROWS = 50;

export function Log({ model }: { model: RoomModel }) {
  const scroller = useRef<HTMLDivElement>(null);
  const place = usePlace(model, scroller);
  const onScroll = () => {
    place.current?.note();
    settle(model, place.current);
  };
  return (
    <div class="log">
      <div
        ref={scroller} class="log__scroll" role="log" aria-live="off" aria-label={t("log.label")} tabIndex={0}
        onScroll={onScroll} onPointerLeave={() => rest(model, scroller.current)} onKeyDown={(event) => onLogKey(event, model, scroller.current)}
      >
        <Earlier model={model} />
        <Rows model={model} />
      </div>
      <Latest model={model} />
    </div>
  );
}

/** The pointer has left: the bar goes, unless the keyboard is on that line. */
function rest(model: RoomModel, scroller: HTMLElement | null): void {
  if (!scroller?.querySelector(".line:focus-within")) model.active.value = null;
}

/** Holds the reader's place through every change, and follows the model's aim. */
function usePlace(model: RoomModel, scroller: { current: HTMLDivElement | null }) {
  const place = useRef<Place | null>(null);
  const rows = model.rows.value;
  const aim = model.aim.value;
  useLayoutEffect(() => {
    place.current = new Place(scroller.current!, () => model.state.peek().later);
    const line = scroller.current!.querySelector<HTMLElement>(".new-line");
    if (line) place.current.show(line, "center");
    else place.current.end();
    const watch = new ResizeObserver(() => place.current?.hold());
    watch.observe(scroller.current!);
    watch.observe(scroller.current!.querySelector(".log__rows")!);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    place.current?.hold();
    settle(model, place.current);
  }, [rows]);
  useLayoutEffect(() => {
    if (aim) follow(aim.to, place.current, scroller.current);
  }, [aim]);
  return place;
}

function follow(to: string, place: Place | null, scroller: HTMLElement | null): void {
  if (to === "end") return place?.end();
  const line = scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(to)}"]`);
  if (!line) return;
  place?.show(line, "center");
  line.focus({ preventScroll: true });
  line.classList.remove("line--found");
  requestAnimationFrame(() => line.classList.add("line--found"));
}

/** After the place has moved: read on where the log runs out, and let go of what is far away. */
function settle(model: RoomModel, place: Place | null): void {
  if (!place) return;
  const state = model.state.peek();
  model.isAtEnd.value = place.isAtEnd && !state.later;
  if (model.isAtEnd.value) {
    model.seenNo.value = state.messageNo;
    model.markRead();
    if (state.messages.length > WINDOW_ROWS + SLACK_ROWS) model.apply({ type: "trim", side: "top" });
  } else if (place.isNearStart && state.messages.length > WINDOW_ROWS) model.apply({ type: "trim", side: "bottom" });
  if (model.history.peek() !== "idle") return;
  if (place.isNearStart) void model.readEarlier();
  if (place.isNearEnd) void model.readLater();
}

function Rows({ model }: { model: RoomModel }) {
  const { people } = model.state.value;
  const seen = seenWords(model.state.value);
  const names = model.names.value;
  const draw = (row: Day["rows"][number]) => {
    switch (row.kind) {
      case "new": return <NewLine key={row.key} />;
      case "message": return (
        <Line
          key={row.key} model={model} message={row.message} isHead={row.isHead} edit={row.edit} people={people} names={names}
          quote={row.message.reply_to ? model.quoted(row.message.reply_to) : undefined}
          seen={seen?.id === row.message.id ? seen.words : ""}
          isActive={model.active.value === row.message.id} beside={model.beside.value}
        />
      );
      case "pending": return <PendingLine key={row.key} model={model} entry={row.entry} isHead={row.isHead} />;
    }
  };
  return (
    <div class="log__rows">
      {byDay(model.rows.value).map(({ day, rows }) => (
        <section key={day} class="day" aria-labelledby={`day-${day}`}>
          <DayLine day={day} model={model} />
          <ol class="day__lines">{rows.map(draw)}</ol>
        </section>
      ))}
    </div>
  );
}

function DayLine({ day, model }: { day: string; model: RoomModel }) {
  const words = { today: t("log.today"), yesterday: t("log.yesterday") };
  const name = dayName(day, model.now.value, model.zone.value, words);
  return <h2 class="day-line"><time id={`day-${day}`} class="day-line__name" dateTime={day}>{name}</time></h2>;
}

function NewLine() {
  return <li class="new-line"><span aria-label={t("log.new_from_here")} role="img">{t("log.new")}</span></li>;
}

/** What stands above the first row: being read, failed, or the start of it all. */
function Earlier({ model }: { model: RoomModel }) {
  const { earlier } = model.state.value;
  const history = model.history.value;
  useEffect(() => {
    if (model.isLive.value && model.history.peek() === "failed") model.history.value = "idle";
  }, [model.isLive.value]);
  if (!earlier) return model.state.value.messages.length ? <p class="log__start">{t("log.start")}</p> : null;
  if (history !== "failed") return <p class="log__start log__start--reading">{history === "reading" && t("log.earlier")}</p>;
  const retry = () => {
    model.history.value = "idle";
    void model.readEarlier();
  };
  return (
    <p class="log__start">
      {t("log.earlier_failed")} <button type="button" class="link-button" onClick={retry}>{t("log.try_again")}</button>
    </p>
  );
}

/** The pill that leads back to the end, with what came meanwhile. */
function Latest({ model }: { model: RoomModel }) {
  const fresh = Math.max(0, model.state.value.messageNo - model.seenNo.value);
  const words = useMemo(() => (fresh ? count("log.fresh", fresh) : t("log.latest")), [fresh]);
  const [isShown, show] = useState(false);
  const isAway = !model.isAtEnd.value;
  // A glance away while rows settle is no reason to offer the way back.
  useEffect(() => {
    const timer = setTimeout(() => show(isAway), isAway ? 150 : 0);
    return () => clearTimeout(timer);
  }, [isAway]);
  if (!isShown) return null;
  return (
    <button type="button" class={fresh ? "latest latest--fresh" : "latest"} onClick={() => void model.toLatest()}>
      <Icon name="arrow-down" size="small" />{words}
    </button>
  );
}

function onLogKey(event: KeyboardEvent, model: RoomModel, scroller: HTMLElement | null): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || !scroller) return;
  if (event.key === "End") void model.toLatest();
  else if (event.key === "ArrowUp" || event.key === "ArrowDown") stepFocus(scroller, event.key === "ArrowUp" ? -1 : 1);
  else return;
  event.preventDefault();
}
