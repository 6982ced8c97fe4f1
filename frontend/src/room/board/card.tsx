// One card: title, ring, marks in words, who moved it, and what can be done with it. Not here: the goal opened (goal).
import { useLayoutEffect, useRef } from "preact/hooks";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon } from "../../ui/icon.tsx";
import { memo } from "../../ui/memo.ts";
import { Menu } from "../../ui/menu.tsx";
import { t } from "../../ui/words.ts";
import { type GoalPiece, insideOf } from "./arrange.ts";
import { cardItems, saveTitle } from "./deeds.ts";
import { shortDay, sinceWords } from "./days.ts";
import { isCheckInDue } from "./due.ts";
import { onCardKey } from "./keys.ts";
import type { BoardModel } from "./model.ts";
import { CardNotices, hasNotice } from "./notices.tsx";
import { Ring } from "./ring.tsx";

interface CardProps {
  board: BoardModel;
  goal: GoalPiece;
  isFirst: boolean;
}

/** What a card shows, as plain values: it is drawn again only when one of them changes. */
interface FaceProps extends CardProps {
  progress: number | null;
  elapsed: number | null;
  isAtRisk: boolean;
  isOverdue: boolean;
  isDue: boolean;
  tasks: number;
  done: number;
  evidence: number;
  moved: string;
  isWaiting: boolean;
  isLifted: boolean;
  isEditing: boolean;
  hasNotice: boolean;
  owner: string;
  /** The names of all columns: where the menu can move it to. */
  columns: string;
}

export function Card({ board, goal, isFirst }: CardProps) {
  const inside = insideOf(board.board.value, goal.id);
  const isOffline = !board.room.isLive.value;
  return (
    <Face
      board={board} goal={goal} isFirst={isFirst} {...board.course(goal)}
      tasks={inside.tasks.length} done={inside.tasks.filter((task) => task.is_done).length} evidence={inside.evidence.length}
      isDue={isCheckInDue(goal, inside)} moved={movedWords(board, goal)} isWaiting={isOffline && board.waiting.value.has(goal.id)}
      isLifted={board.lifted.value?.goal === goal.id} isEditing={board.editing.value === goal.id}
      hasNotice={hasNotice(board, goal.id)} owner={ownerOf(board, goal)}
      columns={board.board.value.columns.map((column) => board.columnName(column)).join()}
    />
  );
}

const Face = memo((props: FaceProps) => {
  const { board, goal, isFirst, isLifted, isEditing } = props;
  return (
    <li
      class={`card${isLifted ? " card--lifted" : ""}${props.isAtRisk ? " card--at-risk" : ""}`} data-goal={goal.id}
      tabIndex={isFirst || isLifted ? 0 : -1} aria-describedby="board-hint" aria-labelledby={`goal-${goal.id}`}
      onFocusCapture={() => (board.active.value = goal.id)} onKeyDown={(event: KeyboardEvent) => onCardKey(event, board, goal)}
    >
      <div class="card__head">
        {isEditing ? <Title board={board} goal={goal} /> : (
          <button type="button" class="card__title" id={`goal-${goal.id}`} tabIndex={isFirst ? 0 : -1} onClick={() => (board.open.value = goal.id)}>{goal.title}</button>
        )}
        <Ring progress={props.progress} elapsed={props.elapsed} isAtRisk={props.isAtRisk} />
        {board.canWrite.value && <Menu label={t("card.menu", { title: goal.title })} icon="ellipsis" items={cardItems(board, goal)} />}
      </div>
      <Marks {...props} />
      {props.hasNotice && <CardNotices board={board} goal={goal.id} />}
    </li>
  );
});

function Marks({ board, goal, isAtRisk, isOverdue, isDue, tasks, done, evidence, moved, isWaiting, owner }: FaceProps) {
  const card = board.room.state.value.people[owner];
  return (
    <p class="card__marks">
      {isAtRisk && <span class="tag tag--warn"><Icon name="triangle-alert" size="small" />{t("card.at_risk")}</span>}
      {goal.due_on && <span class={isOverdue ? "card__mark card__mark--late" : "card__mark"}><Icon name="calendar" size="small" />{t(isOverdue ? "card.overdue" : "card.due", { day: shortDay(goal.due_on, board.room.zone.value) })}</span>}
      {goal.skill && <span class="tag">{goal.skill.label}</span>}
      {tasks > 0 && <span class="card__mark" title={t("card.tasks", { done, tasks })}><Icon name="list-checks" size="small" /><span class="visually-hidden">{t("card.tasks", { done, tasks })}</span><span aria-hidden="true">{done}/{tasks}</span></span>}
      {evidence > 0 && <span class="card__mark" title={t("card.evidence", { count: evidence })}><Icon name="paperclip" size="small" /><span class="visually-hidden">{t("card.evidence", { count: evidence })}</span><span aria-hidden="true">{evidence}</span></span>}
      {isDue && <span class="tag tag--accent">{t("card.check_in_due")}</span>}
      {card && <span class="card__mark card__owner"><Avatar card={card} size="small" />{card.name}</span>}
      {moved && <span class="card__mark card__moved">{moved}</span>}
      {isWaiting && <span class="card__mark"><Icon name="clock" size="small" />{t("message.waiting")}</span>}
    </p>
  );
}

/** The title being written: Enter saves, Escape restores. */
function Title({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const base = useRef(goal.version);
  const isOver = useRef(false);
  useLayoutEffect(() => {
    const card = box.current!.closest<HTMLElement>(".card");
    box.current!.select();
    return () => card?.isConnected && card.focus();
  }, []);
  const end = (title: string | null) => {
    if (isOver.current) return;
    isOver.current = true;
    board.editing.value = null;
    if (title !== null) saveTitle(board, goal, title, base.current);
  };
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    end(event.key === "Enter" ? box.current!.value : null);
  };
  return (
    <textarea
      ref={box} class="card__edit" rows={1} maxLength={200} aria-label={t("card.title")} defaultValue={goal.title}
      onKeyDown={onKey} onBlur={() => end(box.current?.value ?? null)}
    />
  );
}

/** Said on the card for a while after somebody else has moved it. */
function movedWords(board: BoardModel, goal: GoalPiece): string {
  if (!goal.moved_by || goal.moved_by === board.me || !goal.moved_at) return "";
  const when = sinceWords(Date.parse(goal.moved_at), board.room.now.value, board.room.zone.value);
  return when && t("card.moved", { name: board.room.nameOf(goal.moved_by), time: when });
}

/** Whose goal it is goes without saying where there is one mentee. */
function ownerOf(board: BoardModel, goal: GoalPiece): string {
  const { people } = board.room.state.value;
  return Object.values(people).filter((one) => one.role === "mentee").length > 1 ? goal.owner : "";
}
