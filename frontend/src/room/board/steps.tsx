// The steps inside a goal: milestones with their states, tasks for either side. Not here: the goal itself (about).
import { useState } from "preact/hooks";
import type { Milestone, MilestoneFields, MilestoneState, Task, TaskFields } from "../../protocol.ts";
import { newId } from "../../live/ids.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import { type Full, type GoalPiece, insideOf } from "./arrange.ts";
import { useDraft } from "./draft.ts";
import { shortDay } from "./days.ts";
import type { BoardModel } from "./model.ts";

const STATES: readonly MilestoneState[] = ["planned", "doing", "done", "dropped"];

interface StepsProps {
  board: BoardModel;
  goal: GoalPiece;
  canEdit: boolean;
}

export function Steps(props: StepsProps) {
  const { board, goal, canEdit } = props;
  const { milestones, tasks } = insideOf(board.board.value, goal.id);
  const addMilestone = (title: string) => void board.do({ type: "milestone.add", data: { milestone: newId(), goal: goal.id, fields: { title } } }, t("undo.step", { title }));
  const addTask = (title: string) => void board.do({ type: "task.add", data: { task: newId(), goal: goal.id, fields: { title, assignee: board.me } } }, t("undo.step", { title }));
  return (
    <>
      <section aria-labelledby="milestones">
        <h3 id="milestones">{t("steps.milestones")}</h3>
        <ul class="goal__steps">{milestones.map((one) => <MilestoneRow key={one.id} {...props} milestone={one} />)}</ul>
        {milestones.length === 0 && <p class="goal__none">{t("steps.milestones.none")}</p>}
        {canEdit && <AddStep label={t("steps.milestones.add")} onAdd={addMilestone} />}
      </section>
      <section aria-labelledby="tasks">
        <h3 id="tasks">{t("steps.tasks")}</h3>
        <ul class="goal__steps">{tasks.map((one) => <TaskRow key={one.id} {...props} task={one} />)}</ul>
        {tasks.length === 0 && <p class="goal__none">{t("steps.tasks.none")}</p>}
        {canEdit && <AddStep label={t("steps.tasks.add")} onAdd={addTask} />}
      </section>
    </>
  );
}

function MilestoneRow({ board, milestone, canEdit }: StepsProps & { milestone: Full<Milestone> }) {
  const [isDropping, setDropping] = useState(false);
  const { title, state, why } = milestone;
  const edit = (fields: MilestoneFields, base = milestone.version) => void board.do({ type: "milestone.edit", data: { milestone: milestone.id, base: base ?? 0, fields } }, t("undo.step", { title }));
  const turn = (next: MilestoneState) => (next === "dropped" ? setDropping(true) : edit({ state: next }));
  const remove = () => void board.do({ type: "milestone.remove", data: { milestone: milestone.id, base: milestone.version } }, t("undo.remove", { title }), true);
  return (
    <li class={`step step--${state}`}>
      <select class="step__state" value={isDropping ? "dropped" : state} disabled={!canEdit} aria-label={t("steps.state", { title })} onChange={(event) => turn(event.currentTarget.value as MilestoneState)}>
        {STATES.map((one) => <option key={one} value={one}>{t(`milestone.${one}`)}</option>)}
      </select>
      <StepTitle title={title} version={milestone.version} canEdit={canEdit} onSave={(words, base) => edit({ title: words }, base)} />
      <StepDay board={board} day={milestone.due_on} title={title} canEdit={canEdit} onSave={(due_on) => edit({ due_on })} />
      {canEdit && <Remove title={title} onPress={remove} />}
      {state === "dropped" && !isDropping && why && <p class="step__why">{t("steps.why", { words: why })}</p>}
      {isDropping && <Why onSave={(words) => { setDropping(false); edit({ state: "dropped", why: words }); }} onClose={() => setDropping(false)} />}
    </li>
  );
}

/** A milestone is dropped with a word why. */
function Why({ onSave, onClose }: { onSave: (words: string) => void; onClose: () => void }) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    onSave(wellFormed(String(new FormData(event.currentTarget as HTMLFormElement).get("why")).trim()));
  };
  return (
    <form class="step__form" onSubmit={save}>
      <input class="input" name="why" required maxLength={300} autofocus autocomplete="off" aria-label={t("steps.why.ask")} placeholder={t("steps.why.ask")} />
      <button class="button button--small">{t("milestone.drop")}</button>
      <button type="button" class="button button--quiet button--small" onClick={onClose}>{t("compose.stop")}</button>
    </form>
  );
}

function TaskRow({ board, task, canEdit }: StepsProps & { task: Full<Task> }) {
  const { title } = task;
  const edit = (fields: TaskFields, base = task.version) => void board.do({ type: "task.edit", data: { task: task.id, base: base ?? 0, fields } }, t("undo.step", { title }));
  const remove = () => void board.do({ type: "task.remove", data: { task: task.id, base: task.version } }, t("undo.remove", { title }), true);
  const hands = Object.values(board.room.state.value.people).filter((one) => one.member && (one.role === "mentor" || one.role === "mentee"));
  return (
    <li class={task.is_done ? "step step--done" : "step"}>
      <input type="checkbox" class="step__check" checked={task.is_done} disabled={!canEdit} aria-label={t("steps.done", { title })} onChange={() => edit({ is_done: !task.is_done })} />
      <StepTitle title={title} version={task.version} canEdit={canEdit} onSave={(words, base) => edit({ title: words }, base)} />
      <select class="step__who" value={task.assignee ?? ""} disabled={!canEdit} aria-label={t("steps.who", { title })} onChange={(event) => edit({ assignee: event.currentTarget.value || null })}>
        <option value="">{t("steps.nobody")}</option>
        {hands.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
      <StepDay board={board} day={task.due_on} title={title} canEdit={canEdit} onSave={(due_on) => edit({ due_on })} />
      {canEdit && <Remove title={title} onPress={remove} />}
    </li>
  );
}

function StepTitle({ title, version, canEdit, onSave }: { title: string; version: number; canEdit: boolean; onSave: (title: string, base: number) => void }) {
  const { box } = useDraft(title, version, (words, base) => words.trim() && onSave(wellFormed(words.trim()), base));
  if (!canEdit) return <p class="step__title">{title}</p>;
  return <input class="step__title" maxLength={200} aria-label={t("field.title")} autocomplete="off" {...box} />;
}

interface StepDayProps {
  board: BoardModel;
  day: string | null;
  title: string;
  canEdit: boolean;
  onSave: (day: string | null) => void;
}

function StepDay({ board, day, title, canEdit, onSave }: StepDayProps) {
  if (!canEdit) return day ? <span class="card__mark">{shortDay(day, board.room.zone.value)}</span> : null;
  return <input type="date" class="step__day" value={day ?? ""} aria-label={t("steps.day", { title })} onChange={(event) => onSave(event.currentTarget.value || null)} />;
}

function Remove({ title, onPress }: { title: string; onPress: () => void }) {
  const label = t("steps.remove", { title });
  return <button type="button" class="icon-button step__remove" title={label} aria-label={label} onClick={onPress}><Icon name="x" size="small" /></button>;
}

function AddStep({ label, onAdd }: { label: string; onAdd: (title: string) => void }) {
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const title = wellFormed(String(new FormData(form).get("title")).trim());
    if (title) onAdd(title);
    form.reset();
  };
  return (
    <form class="step__form" onSubmit={add}>
      <input class="input" name="title" maxLength={200} autocomplete="off" aria-label={label} placeholder={label} />
      <button class="button button--small">{t("steps.add")}</button>
    </form>
  );
}
