// The offer to take the last deed back, for a while, and what became of a refused one. Not here: taking back (model).
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import type { BoardModel } from "./model.ts";

export function UndoToast({ board }: { board: BoardModel }) {
  const step = board.offered.value;
  return (
    <div class="board__toast" role="status">
      {step && (
        <p class="toast" key={step.clientId}>
          <span>{step.words}</span>
          <button type="button" class="toast__deed" onClick={() => board.undo(step.clientId)}><Icon name="undo-2" size="small" />{t("undo.undo")}</button>
        </p>
      )}
    </div>
  );
}
