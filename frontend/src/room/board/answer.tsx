// The mentee's answer to a proposal; for a mentor, that it is waited for. Not here: the proposal itself.
import { useState } from "preact/hooks";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import type { GoalPiece } from "./arrange.ts";
import type { BoardModel } from "./model.ts";

export function Answer({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const [isDeclining, setDeclining] = useState(false);
  if (goal.owner !== board.me && goal.owner) return <p class="card__mark">{t("proposal.waits", { name: board.room.nameOf(goal.owner) })}</p>;
  if (!board.canWrite.value || goal.owner !== board.me) return null;
  if (isDeclining) return <Decline board={board} goal={goal} onDone={() => setDeclining(false)} />;
  const accept = () => void board.do({ type: "goal.accept", data: { goal: goal.id, base: goal.version } }, t("undo.accept", { title: goal.title }), true);
  return (
    <div class="buttons">
      <button type="button" class="button button--primary button--small" onClick={accept}>{t("proposal.accept")}</button>
      <button type="button" class="button button--small" onClick={() => setDeclining(true)}>{t("proposal.decline")}</button>
    </div>
  );
}

function Decline({ board, goal, onDone }: { board: BoardModel; goal: GoalPiece; onDone: () => void }) {
  const decline = (event: SubmitEvent) => {
    event.preventDefault();
    const because = wellFormed(String(new FormData(event.currentTarget as HTMLFormElement).get("because")).trim());
    onDone();
    board.do({ type: "goal.decline", data: { goal: goal.id, base: goal.version, because } }, t("undo.decline", { title: goal.title }), true);
  };
  return (
    <form class="form" onSubmit={decline}>
      <div class="field">
        <label class="field__label" for={`because-${goal.id}`}>{t("proposal.because")}</label>
        <input id={`because-${goal.id}`} name="because" maxLength={300} autofocus autocomplete="off" />
      </div>
      <div class="buttons">
        <button class="button button--small">{t("proposal.decline")}</button>
        <button type="button" class="button button--quiet button--small" onClick={onDone}>{t("compose.stop")}</button>
      </div>
    </form>
  );
}
