// One quiet line above the box: that a mentorship rests, or that somebody proposes to end it. Not here: the page it leads to.
import "../loaded.ts";
import { useEffect } from "preact/hooks";
import type { Outlook } from "../../protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

export default function Ahead({ model, outlook }: { model: RoomModel; outlook: Outlook }) {
  const words = sentences(model, outlook).join(" ");
  useEffect(() => say(words), [words]);
  return (
    <p class="chat__closed">
      <Icon name={outlook.closing ? "archive" : "clock"} />
      <span>{words} <a href={model.boot.urls.closing}>{t(outlook.closing ? "ahead.answer" : "ahead.rest")}</a></span>
    </p>
  );
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
