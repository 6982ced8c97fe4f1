// Check-ins of a goal: how sure one is, how far one is, what is in the way; the newest first. Not here: the confidence line.
import { useState } from "preact/hooks";
import { newId } from "../../live/ids.ts";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import { type GoalPiece, insideOf } from "./arrange.ts";
import { newestValue } from "./course.ts";
import { shortMoment } from "./days.ts";
import type { BoardModel } from "./model.ts";

const CONFIDENCES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const LEVELS = [0, 1, 2, 3, 4, 5] as const;
const LOW = 3;
const MIDDLE = 7;

interface CheckInsProps {
  board: BoardModel;
  goal: GoalPiece;
  canEdit: boolean;
}

export function CheckIns(props: CheckInsProps) {
  const { board, goal, canEdit } = props;
  const all = insideOf(board.board.value, goal.id).checkIns.toReversed();
  return (
    <>
      {canEdit && goal.state === "active" && <CheckInForm {...props} />}
      {all.length === 0 && <p class="goal__none">{t("check_in.none")}</p>}
      <ol class="said">
        {all.map((one) => (
          <li key={one.id}>
            <p class="said__head"><strong>{board.room.nameOf(one.by)}</strong> <time dateTime={one.at}>{shortMoment(one.at, board.room.zone.value)}</time></p>
            <p class="buttons">
              <span class={`tag tag--${toneOf(one.confidence)}`}>{t("check_in.confidence.of", { confidence: one.confidence })}</span>
              {one.value !== null && <span class="card__mark">{t("check_in.value.of", { value: one.value, unit: unitOf(goal) })}</span>}
            </p>
            {one.blocker && <p>{t("check_in.blocker.of", { words: one.blocker })}</p>}
            {one.help_wanted && <p>{t("check_in.help.of", { words: one.help_wanted })}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

function CheckInForm({ board, goal }: CheckInsProps) {
  const [confidence, choose] = useState<number | null>(null);
  // A level is chosen as it is when the goal is written, and need not be: then only confidence is said.
  const [level, reach] = useState<number | null>(null);
  const isCounted = goal.measure === "number" || goal.measure === "percent";
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    const words = (name: string) => wellFormed(String(said.get(name) ?? "").trim());
    const value = goal.measure === "level" ? level : words("value") === "" ? null : Number(words("value"));
    const data = { check_in: newId(), goal: goal.id, confidence: confidence ?? 1, value, blocker: words("blocker"), help_wanted: words("help_wanted") };
    board.do({ type: "checkin.add", data }, t("undo.check_in"));
    form.reset();
    choose(null);
    reach(null);
  };
  return (
    <form class="check-in" onSubmit={send}>
      <fieldset class="confidence">
        <legend>{t("check_in.confidence")}</legend>
        <Steps name="confidence" steps={CONFIDENCES} chosen={confidence} isRequired onChoose={choose} />
        <p class="confidence__words">{confidence ? t(`confidence.${toneOf(confidence)}`) : t("confidence.none")}</p>
      </fieldset>
      {goal.measure === "level" && (
        <fieldset class="confidence">
          <legend>{t("check_in.level")} <span class="field__optional">{t("check_in.level.optional")}</span></legend>
          <Steps name="level" steps={LEVELS} chosen={level} onChoose={reach} />
        </fieldset>
      )}
      {isCounted && (
        <div class="field check-in__value">
          <label class="field__label" for="check-in-value">{t("check_in.value")} {unitOf(goal) && <span class="field__optional">({unitOf(goal)})</span>}</label>
          <input id="check-in-value" name="value" type="number" step="any" placeholder={String(newestValue(goal, insideOf(board.board.value, goal.id)) ?? "")} />
        </div>
      )}
      <div class="goal__row">
        <div class="field"><label class="field__label" for="check-in-blocker">{t("check_in.blocker")}</label><textarea id="check-in-blocker" name="blocker" rows={1} maxLength={2000} /></div>
        <div class="field"><label class="field__label" for="check-in-help">{t("check_in.help")}</label><textarea id="check-in-help" name="help_wanted" rows={1} maxLength={2000} /></div>
      </div>
      <button class="button button--primary">{t("check_in.send")}</button>
    </form>
  );
}

interface StepsProps {
  name: string;
  steps: readonly number[];
  chosen: number | null;
  isRequired?: boolean;
  onChoose: (one: number) => void;
}

/** One of a few numbers, each a button of its own. */
function Steps({ name, steps, chosen, isRequired = false, onChoose }: StepsProps) {
  return steps.map((one) => (
    <label key={one}><input type="radio" name={name} class="visually-hidden" required={isRequired} checked={chosen === one} value={one} onChange={() => onChoose(one)} /><span>{one}</span></label>
  ));
}

function toneOf(confidence: number): "danger" | "warn" | "ok" {
  return confidence <= LOW ? "danger" : confidence <= MIDDLE ? "warn" : "ok";
}

function unitOf(goal: GoalPiece): string {
  return goal.measure === "percent" ? "%" : goal.unit;
}
