// What happened to a goal, the newest first, as the room's log tells it. Not here: what this page saw itself (touches).
import { useEffect, useState } from "preact/hooks";
import type { Key } from "../../text.ts";
import { t } from "../../ui/words.ts";
import type { GoalPiece } from "./arrange.ts";
import { shortMoment } from "./days.ts";
import { fieldName } from "./fields.ts";
import type { BoardModel } from "./model.ts";
import { type BoardEvent, fieldsOf, isBoardEvent } from "./touches.ts";

export function Activity({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const [events, setEvents] = useState<readonly BoardEvent[]>([]);
  const [state, setState] = useState<"reading" | "failed" | "more" | "all">("reading");
  const read = async (known: readonly BoardEvent[]) => {
    const before = known.at(-1)?.seq ?? null;
    const { done } = await board.room.live.ask({ type: "board.log", room: board.room.state.peek().id, data: { goal: goal.id, before } });
    if (!done?.log) return setState("failed");
    // The log comes in the order of events; here the newest stands first.
    setEvents([...known, ...done.log.events.filter((event) => isBoardEvent(event)).sort((a, b) => b.seq - a.seq)]);
    setState(done.log.more ? "more" : "all");
  };
  useEffect(() => void read([]), [board.touches.value.get(goal.id)?.length]);
  return (
    <>
      <ol class="said">{events.map((event) => <Happened key={event.seq} board={board} event={event} />)}</ol>
      {state === "failed" && <p class="goal__none" role="alert">{t("activity.failed")}</p>}
      {(state === "failed" || state === "more") && <button type="button" class="button" onClick={() => void read(state === "more" ? events : [])}>{t(state === "more" ? "activity.more" : "log.try_again")}</button>}
    </>
  );
}

function Happened({ board, event }: { board: BoardModel; event: BoardEvent }) {
  const isNudge = event.type === "goal.nudged";
  const fields = event.type === "goal.edited" ? fieldsOf(event).map(fieldName).join(", ") : "";
  return (
    <li>
      <p>{!isNudge && <strong>{board.room.nameOf(event.by)} </strong>}{t(`activity.${event.type}` as Key)}{fields && `: ${fields}`}</p>
      <p class="said__head"><time dateTime={event.at}>{shortMoment(event.at, board.room.zone.value)}</time></p>
    </li>
  );
}
