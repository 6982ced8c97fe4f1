// Goals that a mentor proposed and their mentee has not answered yet. Not here: answering inside the opened goal (goal).
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import { Answer } from "./answer.tsx";
import type { BoardModel } from "./model.ts";
import { CardNotices } from "./notices.tsx";

export function Proposals({ board }: { board: BoardModel }) {
  const proposed = [...board.board.value.goals.values()].filter((goal) => goal.state === "proposed");
  if (proposed.length === 0) return null;
  return (
    <section class="proposals" aria-labelledby="proposals">
      <h3 id="proposals"><Icon name="lightbulb" size="small" />{t("board.proposed")}</h3>
      <ul class="cards">
        {proposed.map((goal) => (
          <li key={goal.id} class="card card--proposed" data-goal={goal.id}>
            <button type="button" class="card__title" onClick={() => (board.open.value = goal.id)}>{goal.title}</button>
            <p class="card__marks"><span class="card__mark">{t("proposal.by", { name: board.room.nameOf(goal.by) })}</span></p>
            <Answer board={board} goal={goal} />
            <CardNotices board={board} goal={goal.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}
