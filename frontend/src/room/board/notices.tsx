// What was refused and why, and words that were written over: on the card where there is one, else above the board.
// Each offers one's own once more. Not here: what becomes of the choice (model).
import { Icon } from "../../ui/icon.tsx";
import type { Key } from "../../text.ts";
import { t } from "../../ui/words.ts";
import type { BoardEntry, BoardModel } from "./model.ts";
import { type Over, touchesSince } from "./touches.ts";
import { fieldName, fieldWords } from "./fields.ts";

export function hasNotice(board: BoardModel, goal: string): boolean {
  return board.overs.value.some((over) => over.goal === goal) || board.refused.value.some((entry) => board.goalAt(entry.deed)?.id === goal);
}

export function CardNotices({ board, goal }: { board: BoardModel; goal: string }) {
  return (
    <>
      {board.refused.value.filter((entry) => board.goalAt(entry.deed)?.id === goal).map((entry) => <Refusal key={entry.clientId} board={board} entry={entry} />)}
      {board.overs.value.filter((over) => over.goal === goal).map((over) => <Overwritten key={`${over.seq} ${over.field}`} board={board} over={over} />)}
    </>
  );
}

/** Those whose card is not on the board, and those of columns. */
export function Notices({ board }: { board: BoardModel }) {
  const lost = board.refused.value.filter((entry) => board.goalAt(entry.deed)?.state !== "active");
  const overs = board.overs.value.filter((over) => over.kind === "column");
  if (lost.length + overs.length === 0) return null;
  return (
    <div class="board__notices">
      {lost.map((entry) => <Refusal key={entry.clientId} board={board} entry={entry} />)}
      {overs.map((over) => <Overwritten key={`${over.seq} ${over.field}`} board={board} over={over} />)}
    </div>
  );
}

function Refusal({ board, entry }: { board: BoardModel; entry: BoardEntry }) {
  const goal = board.goalAt(entry.deed);
  const isGone = entry.error?.code === "not_found";
  const own = "fields" in entry.deed.data ? Object.entries(entry.deed.data.fields) : [];
  return (
    <div class="notice" role="alert">
      <p><Icon name="circle-alert" size="small" /><strong>{t("notice.not_done", { title: goal?.title ?? "" })}</strong> {entry.error?.text || t("message.no_reason")}</p>
      {goal && <Changed board={board} entry={entry} goal={goal.id} />}
      {own.map(([field, value]) => <p key={field} class="notice__own">{fieldName(field)}: <q>{fieldWords(board, field, value)}</q></p>)}
      <p class="buttons">
        {!isGone && <button type="button" class="link-button" onClick={() => board.again(entry)}>{t(goal?.state === "archived" ? "notice.restore" : "notice.again")}</button>}
        <button type="button" class="link-button" onClick={() => board.room.drop(entry)}>{t("message.discard")}</button>
      </p>
    </div>
  );
}

/** Who changed what since its author looked. */
function Changed({ board, entry, goal }: { board: BoardModel; entry: BoardEntry; goal: string }) {
  const base = "base" in entry.deed.data ? entry.deed.data.base ?? 0 : 0;
  const touches = touchesSince(board.touches.value, goal, base, board.me);
  if (touches.length === 0) return null;
  const names = [...new Set(touches.map((touch) => board.room.nameOf(touch.by)))].join(", ");
  const what = [...new Set(touches.map((touch) => t(`activity.${touch.type}` as Key)))].join("; ");
  return <p>{t("notice.changed", { names, what })}</p>;
}

function Overwritten({ board, over }: { board: BoardModel; over: Over }) {
  const isMine = over.by === board.me;
  const name = board.room.nameOf(isMine ? over.wasBy : over.by);
  const words = t(isMine ? "notice.over.mine" : "notice.over.theirs", { name, field: fieldName(over.field), was: fieldWords(board, over.field, over.was) });
  return (
    <div class="notice" role="status">
      <p>{words}</p>
      {board.canWrite.value && (
        <p class="buttons">
          <button type="button" class="link-button" onClick={() => board.putBack(over)}>{t(isMine ? "notice.take_theirs" : "notice.put_mine")}</button>
          <button type="button" class="link-button" onClick={() => board.forget(over)}>{t("notice.leave")}</button>
        </p>
      )}
    </div>
  );
}
