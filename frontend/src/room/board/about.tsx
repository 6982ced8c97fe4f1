// What people write about a goal, field by field. Not here: one field (field), what is inside the goal (steps, check_ins).
import type { Key } from "../../text.ts";
import { t } from "../../ui/words.ts";
import { advise } from "./advice.ts";
import { type GoalPiece, insideOf } from "./arrange.ts";
import { Choice, Field } from "./field.tsx";
import type { BoardModel } from "./model.ts";

const MEASURES = ["number", "percent", "yes_no", "level", "milestones"] as const;
const CADENCES = ["none", "weekly", "fortnightly"] as const;
const LEVELS = [0, 1, 2, 3, 4, 5] as const;

interface AboutProps {
  board: BoardModel;
  goal: GoalPiece;
  canEdit: boolean;
}

export function About(props: AboutProps) {
  const { goal } = props;
  const levels = [["", t("field.empty")] as const, ...LEVELS.map((level) => [String(level), t(`level.${level}` as Key)] as const)];
  return (
    <div class="goal__fields">
      <Advice {...props} />
      <Field {...props} name="title" most={200} />
      <Field {...props} name="why" rows={2} />
      <Field {...props} name="success" rows={2} hint={t("field.success.hint")} />
      <div class="goal__row">
        <Field {...props} name="starts_on" kind="date" />
        <Field {...props} name="due_on" kind="date" />
      </div>
      <Measure {...props} />
      <Field {...props} name="skill" most={80} />
      {goal.skill && (
        <div class="goal__row">
          <Choice {...props} name="level_now" options={levels} />
          <Choice {...props} name="level_wanted" options={levels} />
        </div>
      )}
      <Field {...props} name="first_step" rows={2} hint={t("field.first_step.hint")} />
      <Field {...props} name="obstacles" rows={2} />
      <Field {...props} name="help_wanted" rows={2} />
      <Choice {...props} name="cadence" options={CADENCES.map((one) => [one, t(`cadence.${one}`)] as const)} />
      <Sharing {...props} />
    </div>
  );
}

function Measure(props: AboutProps) {
  const { measure } = props.goal;
  const options = [["", t("field.empty")] as const, ...MEASURES.map((one) => [one, t(`measure.${one}`)] as const)];
  const isCounted = measure === "number" || measure === "percent";
  return (
    <>
      <Choice {...props} name="measure" options={options} />
      {isCounted && (
        <div class="goal__row">
          <Field {...props} name="baseline" kind="number" />
          <Field {...props} name="target" kind="number" />
          {measure === "number" && <Field {...props} name="unit" most={20} />}
        </div>
      )}
    </>
  );
}

/** What the goal still lacks; it never stands in the way. */
function Advice({ board, goal, canEdit }: AboutProps) {
  const said = canEdit ? advise(goal, insideOf(board.board.value, goal.id), t("advice.decided")) : [];
  if (said.length === 0) return null;
  return (
    <aside class="goal__advice" aria-label={t("advice.title")}>
      <h3>{t("advice.title")}</h3>
      <ul>{said.map((key) => <li key={key}>{t(key)}</li>)}</ul>
    </aside>
  );
}

/** Title and state are shown to the coordinator once the owner and a mentor both agree. */
function Sharing({ board, goal, canEdit }: AboutProps) {
  const agreed = goal.agreed_by.includes(board.me);
  const others = goal.agreed_by.filter((id) => id !== board.me).map((id) => board.room.nameOf(id)).join(", ");
  const state = goal.visibility === "coordinator" ? t("sharing.shared") : others ? t("sharing.others", { names: others }) : t("sharing.room");
  const share = () => void board.do({ type: "goal.share", data: { goal: goal.id, agreed: !agreed } }, t("undo.share", { title: goal.title }));
  return (
    <div class="field">
      <p class="field__label">{t("sharing.title")}</p>
      <p class="field__hint">{state}</p>
      {canEdit && <label class="check"><input type="checkbox" checked={agreed} onChange={share} />{t("sharing.agree")}</label>}
    </div>
  );
}
