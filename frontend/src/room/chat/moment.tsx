// The time of a line, with the full moment in its title. Not here: days (log).
import { fullTime, timeOf } from "../../ui/time.ts";
import type { RoomModel } from "../model.ts";

export function Moment({ model, at, class: cls }: { model: RoomModel; at: string | number; class: string }) {
  const moment = typeof at === "number" ? at : Date.parse(at);
  const zone = model.zone.peek();
  return <time class={cls} dateTime={new Date(moment).toISOString()} title={fullTime(moment, zone)}>{timeOf(moment, zone)}</time>;
}
