// Choosing the goal that a message has to do with. Not here: linking the two (model).
import { useEffect } from "preact/hooks";
import { Dialog } from "../../ui/dialog.tsx";
import { plain } from "../../ui/format.ts";
import { t } from "../../ui/words.ts";
import type { MessageView } from "../../protocol.ts";
import type { BoardModel } from "./model.ts";

export function LinkPicker({ board, message }: { board: BoardModel; message: MessageView }) {
  const goals = [...board.board.value.goals.values()].filter((goal) => goal.state === "active" || goal.state === "proposed");
  const close = () => (board.linking.value = null);
  useEffect(() => () => board.left(), []);
  const pick = (goal: string) => {
    board.link(goal, message.id);
    board.jumpTo(message.id);
  };
  return (
    <Dialog title={t("links.pick")} onClose={close}>
      <blockquote class="linking__words">{plain(message.text)}</blockquote>
      {goals.length === 0 && <p>{t("links.none")}</p>}
      <div class="sheet__deeds">
        {goals.map((goal) => <button key={goal.id} type="button" class="menu__item" onClick={() => pick(goal.id)}>{goal.title}</button>)}
      </div>
      <div class="buttons dialog__buttons"><button type="button" class="button" onClick={close}>{t("compose.stop")}</button></div>
    </Dialog>
  );
}
