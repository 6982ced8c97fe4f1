// Where a new card is written: Enter adds it and goes on to the next, Escape leaves. Not here: adding it (model).
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../ui/words.ts";
import type { BoardModel } from "./model.ts";

const TITLE_LENGTH = 200;

export function AddCard({ board, column, after }: { board: BoardModel; column: string; after: string | null }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [title, setTitle] = useState("");
  const isMentee = board.room.state.value.role === "mentee";
  const mentees = isMentee ? [] : board.mentees.value;
  const [owner, choose] = useState(mentees[0]);
  useLayoutEffect(() => box.current?.focus(), []);
  const leave = () => (board.adding.value = null);
  const add = () => {
    if (!title.trim()) return leave();
    const goal = board.addGoal(title.trim(), { column, after }, owner);
    setTitle("");
    // The next one goes below this one.
    board.adding.value = isMentee ? { column, after: goal } : null;
    return undefined;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter") add();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onBlur = (event: FocusEvent) => {
    const isInside = (event.currentTarget as Element).parentElement?.contains(event.relatedTarget as Node | null);
    if (!title.trim() && !isInside) leave();
  };
  const label = t(isMentee ? "board.add.title" : "board.propose.title");
  return (
    <li class="card card--new">
      <textarea
        ref={box} class="card__edit" rows={1} maxLength={TITLE_LENGTH} value={title} aria-label={label} placeholder={label}
        onInput={(event) => setTitle(event.currentTarget.value)} onKeyDown={onKey} onBlur={onBlur}
      />
      {mentees.length > 1 && (
        <label class="field card__for">{t("board.propose.for")} <select value={owner ?? ""} onChange={(event) => choose(event.currentTarget.value)}>{mentees.map((id) => <option key={id} value={id}>{board.room.nameOf(id)}</option>)}</select></label>
      )}
      <div class="buttons">
        <button type="button" class="button button--primary button--small" disabled={!title.trim()} onClick={add}>{t(isMentee ? "board.add.yes" : "board.propose.yes")}</button>
        <button type="button" class="button button--quiet button--small" onClick={leave}>{t("compose.stop")}</button>
      </div>
    </li>
  );
}
