// Makes a task of an open item in the shared note: asks for its goal, and adds it to the board. Not here: the board.
import { useEffect, useState } from "preact/hooks";
import { newId } from "../../live/ids.ts";
import type { Ask } from "../../live/link.ts";
import type { Goal, TaskAdd } from "../../protocol.ts";
import { CloseButton, Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

const PAGES_MOST = 20;
const TITLE_CHARACTERS = 200;

/** For the item that the caret stands in; without one it says what it is for. */
export function TaskButton({ model, item }: { model: RoomModel; item: string | null }) {
  const [isAsking, setAsking] = useState(false);
  const label = t(item ? "notes.task" : "notes.task.none");
  return (
    <>
      <button type="button" class="icon-button" title={label} aria-label={label} aria-disabled={!item} onClick={() => item && setAsking(true)}>
        <Icon name="list-plus" />
      </button>
      {isAsking && item && <ChooseGoal model={model} item={item} onClose={() => setAsking(false)} />}
    </>
  );
}

function ChooseGoal({ model, item, onClose }: { model: RoomModel; item: string; onClose: () => void }) {
  const [goals, setGoals] = useState<readonly Goal[] | null>(null);
  const [told, setTold] = useState("");
  useEffect(() => void readGoals(model).then(setGoals), []);
  const pick = (goal: Goal) => {
    setGoals([]);
    setTold(t("notes.opening"));
    void addTask(model, goal, item).then(setTold);
  };
  const asked = goals === null ? t("notes.opening") : t(goals.length ? "notes.task.which" : "notes.task.no_goal");
  return (
    <Dialog title={t("notes.task")} onClose={onClose}>
      <p class="note__item">{item}</p>
      <p role="status">{told || asked}</p>
      <div class="sheet__deeds">
        {goals?.map((goal) => <button key={goal.id} type="button" class="menu__item" onClick={() => pick(goal)}><Icon name="target" />{goal.title}</button>)}
      </div>
      <div class="buttons dialog__buttons"><CloseButton onClose={onClose} /></div>
    </Dialog>
  );
}

/** The goals that stand on the board now. */
async function readGoals(model: RoomModel): Promise<Goal[]> {
  const goals: Goal[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MOST; page += 1) {
    const { done } = await model.live.ask({ type: "board.read", room: model.state.peek().id, data: { after } });
    goals.push(...(done?.board?.pieces ?? []).filter((piece) => piece.kind === "goal").filter((goal) => goal.state === "active"));
    after = done?.board?.next ?? null;
    if (!after) break;
  }
  return goals;
}

/** Add it, and say what came of that. */
async function addTask(model: RoomModel, goal: Goal, item: string): Promise<string> {
  const data: TaskAdd["data"] = { task: newId(), goal: goal.id, fields: { title: item.slice(0, TITLE_CHARACTERS) } };
  const command = { type: "task.add", room: model.state.peek().id, client_id: newId(), data };
  // Asked and answered while somebody looks on, so that it need not wait in the outbox of what is written.
  const { done, error } = await model.live.ask(command as unknown as Ask);
  return done ? t("notes.task.made", { goal: goal.title ?? "" }) : t("notes.task.failed", { reason: error?.text || t("message.no_reason") });
}
