// One goal opened: where it stands, its parts behind tabs, and what can be done with it. Not here: the parts themselves.
import { useEffect, useState } from "preact/hooks";
import { Ask, CloseButton, Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import { About } from "./about.tsx";
import { Activity } from "./activity.tsx";
import { Answer } from "./answer.tsx";
import type { GoalPiece } from "./arrange.ts";
import { CheckIns } from "./check_ins.tsx";
import { moveTo } from "./deeds.ts";
import { EvidenceList } from "./evidence.tsx";
import type { BoardModel, Part } from "./model.ts";
import { CardNotices } from "./notices.tsx";
import { Ring } from "./ring.tsx";
import { Scales } from "./scales.tsx";
import { Steps } from "./steps.tsx";

const PARTS: Readonly<Record<Part, typeof About>> = { about: About, steps: Steps, check_ins: CheckIns, evidence: EvidenceList, scale: Scales, activity: Activity };

export function GoalSheet({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const [part, show] = useState(board.part);
  const Shown = PARTS[part];
  useEffect(() => {
    board.part = "about";
    return () => board.left();
  }, []);
  const close = () => (board.open.value = null);
  const canEdit = board.canWrite.value && (goal.state === "active" || goal.state === "proposed");
  return (
    <Dialog title={goal.title} onClose={close}>
      <div class="goal">
        <State board={board} goal={goal} />
        <CardNotices board={board} goal={goal.id} />
        <div class="goal__tabs" role="group" aria-label={t("goal.parts")}>
          {(Object.keys(PARTS) as Part[]).map((one) => (
            <button key={one} type="button" class="board__tab" aria-pressed={one === part} onClick={() => show(one)}>{t(`goal.${one}`)}</button>
          ))}
        </div>
        {/* Where nothing inside takes the focus, the part itself does, so that the keyboard can scroll it. */}
        <div class="goal__part" role="group" aria-label={t(`goal.${part}`)} tabIndex={canEdit && part !== "activity" ? undefined : 0}><Shown board={board} goal={goal} canEdit={canEdit} /></div>
        <Deeds board={board} goal={goal} onClose={close} />
      </div>
    </Dialog>
  );
}

function State({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const course = board.course(goal);
  const column = board.board.value.columns.find((one) => one.id === goal.column);
  return (
    <div class="goal__state">
      <Ring {...course} />
      <p>
        <span class="tag">{goal.state === "active" ? board.columnName(column) : t(goal.state === "proposed" ? "goal.proposed" : goal.state === "archived" ? "goal.archived" : "goal.declined")}</span>
        {course.isAtRisk && <span class="tag tag--warn"><Icon name="triangle-alert" size="small" />{t("card.at_risk")}</span>}
        <span class="card__mark">{t("goal.owner", { name: board.room.nameOf(goal.owner) })}</span>
      </p>
      {course.isAtRisk && <p class="goal__why">{t("goal.at_risk.why")}</p>}
      {goal.declined_because && <p class="goal__why">{t("goal.because", { words: goal.declined_because })}</p>}
      {goal.state === "proposed" && <Answer board={board} goal={goal} />}
    </div>
  );
}

function Deeds({ board, goal, onClose }: { board: BoardModel; goal: GoalPiece; onClose: () => void }) {
  const [isAsking, ask] = useState(false);
  const isOwn = goal.owner === board.me || (goal.by === board.me && goal.state !== "active" && goal.state !== "archived");
  const isActive = goal.state === "active";
  const then = (how: () => void) => () => {
    onClose();
    how();
  };
  return (
    <div class="buttons goal__deeds">
      {board.canWrite.value && isActive && <MoveTo board={board} goal={goal} />}
      {board.canWrite.value && isActive && <button type="button" class="button" onClick={then(() => board.archive(goal))}><Icon name="archive" />{t("goal.archive")}</button>}
      {board.canWrite.value && goal.state === "archived" && <button type="button" class="button" onClick={then(() => board.restore(goal))}>{t("goal.restore")}</button>}
      {board.canWrite.value && isOwn && <button type="button" class="button button--danger" onClick={() => ask(true)}><Icon name="trash" />{t("goal.erase")}</button>}
      <CloseButton onClose={onClose} />
      {isAsking && (
        <Ask
          title={t("goal.erase.title")} text={t("goal.erase.text")} yes={t("goal.erase.yes")} no={t("message.delete.keep")}
          onYes={() => board.erase(goal)} onClose={() => ask(false)}
        />
      )}
    </div>
  );
}

function MoveTo({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const move = (event: { currentTarget: HTMLSelectElement }) => moveTo(board, goal, { column: event.currentTarget.value, index: Infinity });
  return (
    <div class="goal__move">
      <span aria-hidden="true">{t("goal.column")}</span>
      <select value={goal.column} aria-label={t("goal.column")} onChange={move}>
        {board.board.value.columns.map((column) => <option key={column.id} value={column.id}>{board.columnName(column)}</option>)}
      </select>
    </div>
  );
}
