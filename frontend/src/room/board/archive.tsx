// The goals that are off the board: archived ones and declined proposals. Not here: the board itself.
import { CloseButton, Dialog } from "../../ui/dialog.tsx";
import { t } from "../../ui/words.ts";
import type { GoalPiece } from "./arrange.ts";
import type { BoardModel } from "./model.ts";

export function Archive({ board, onClose }: { board: BoardModel; onClose: () => void }) {
  const kept = [...board.board.value.goals.values()].filter((goal) => goal.state === "archived" || goal.state === "declined");
  const open = (goal: GoalPiece) => {
    onClose();
    board.open.value = goal.id;
  };
  return (
    <Dialog title={t("board.archive")} onClose={onClose}>
      {kept.length === 0 && <p>{t("board.archive.none")}</p>}
      <ul class="archive">
        {kept.map((goal) => (
          <li key={goal.id}>
            <button type="button" class="link-button" onClick={() => open(goal)}>{goal.title}</button>
            <span class="tag">{t(goal.state === "archived" ? "goal.archived" : "goal.declined")}</span>
            {goal.state === "archived" && board.canWrite.value && (
              <button type="button" class="button button--small" onClick={() => board.restore(goal)}>{t("goal.restore")}</button>
            )}
          </li>
        ))}
      </ul>
      <div class="buttons dialog__buttons"><CloseButton onClose={onClose} /></div>
    </Dialog>
  );
}
