// The five levels of attainment of a goal: written beforehand, started, scored. Not here: the score over all goals (the server).
import { useState } from "preact/hooks";
import type { Scale } from "../../protocol.ts";
import type { Key } from "../../text.ts";
import { newId } from "../../live/ids.ts";
import { Ask } from "../../ui/dialog.tsx";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import { type Full, type GoalPiece, insideOf } from "./arrange.ts";
import { shortMoment } from "./days.ts";
import type { BoardModel } from "./model.ts";

const LEVELS = [0, 1, 2, 3, 4] as const;
const LOWEST = -2;
const MOST_WEIGHT = 10;

interface ScalesProps {
  board: BoardModel;
  goal: GoalPiece;
  canEdit: boolean;
}

export function Scales(props: ScalesProps) {
  const [isWriting, write] = useState(false);
  const { scales } = insideOf(props.board.board.value, props.goal.id);
  const started = scales.find((one) => one.state === "started");
  const draft = scales.find((one) => one.state === "draft");
  const isForm = props.canEdit && (draft || !started || isWriting);
  return (
    <section aria-labelledby="scale">
      <h3 id="scale">{t("scale.title")}</h3>
      {started && <Started {...props} scale={started} />}
      {isForm && <Draft key={draft?.id ?? "new"} {...props} scale={draft} model={started} />}
      {started && !isForm && props.canEdit && <div class="buttons"><button type="button" class="button" onClick={() => write(true)}>{t("scale.next")}</button></div>}
      {!started && !props.canEdit && <p class="goal__none">{t("scale.about")}</p>}
    </section>
  );
}

/** The version that is being written; a new one begins with the words of the one before. */
function Draft({ board, goal, scale, model }: ScalesProps & { scale: Full<Scale> | undefined; model: Full<Scale> | undefined }) {
  const [isAsking, ask] = useState(false);
  // What is started stands for good, so nothing is while there are words that were not saved.
  const [isChanged, change] = useState(false);
  const from = scale ?? model;
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const levels = LEVELS.map((level) => wellFormed(String(said.get(`level-${level}`)).trim()));
    const data = { scale: scale?.id ?? newId(), goal: goal.id, levels, weight: Number(said.get("weight")), base: scale?.version ?? 0 };
    board.do({ type: "scale.write", data }, t("undo.scale"));
    change(false);
  };
  const start = () => void (scale && board.do({ type: "scale.start", data: { scale: scale.id, base: scale.version } }));
  return (
    <form class="form form--wide scale" onSubmit={save} onInput={() => change(true)}>
      <p class="field__hint">{t("scale.about")}</p>
      {LEVELS.toReversed().map((level) => (
        <div key={level} class="field">
          <label class="field__label" for={`level-${level}`}>{t(`scale.level.${level}` as Key)}</label>
          <textarea id={`level-${level}`} name={`level-${level}`} rows={1} maxLength={300} defaultValue={from?.levels[level] ?? ""} />
        </div>
      ))}
      <div class="field check-in__value">
        <label class="field__label" for="scale-weight">{t("scale.weight")}</label>
        <input id="scale-weight" name="weight" type="number" min={1} max={MOST_WEIGHT} required defaultValue={String(from?.weight ?? 1)} />
      </div>
      <div class="buttons">
        <button class="button">{t("scale.save")}</button>
        {scale && !isChanged && <button type="button" class="button button--primary" onClick={() => ask(true)}>{t("scale.start")}</button>}
      </div>
      {isAsking && <Ask title={t("scale.start.title")} text={t("scale.start.text")} yes={t("scale.start")} no={t("scale.start.no")} onYes={start} onClose={() => ask(false)} />}
    </form>
  );
}

function Started({ board, scale, canEdit }: ScalesProps & { scale: Full<Scale> }) {
  const zone = board.room.zone.value;
  const score = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const data = { scale: scale.id, score: Number(said.get("score")), because: wellFormed(String(said.get("because")).trim()), base: scale.version ?? 0 };
    board.do({ type: "scale.score", data }, t("undo.scale"));
  };
  return (
    <form class="form form--wide scale" onSubmit={score}>
      <p class="field__hint">{t("scale.version", { no: scale.no, weight: scale.weight, time: scale.started_at ? shortMoment(scale.started_at, zone) : "" })}</p>
      <fieldset class="field">
        <legend class="field__label">{t("scale.score")}</legend>
        {LEVELS.toReversed().map((level) => (
          <label key={level} class="scale__level">
            <input type="radio" name="score" required value={level + LOWEST} disabled={!canEdit} defaultChecked={scale.score === level + LOWEST} />
            <span><strong>{t(`scale.level.${level}` as Key)}</strong> {scale.levels[level]}</span>
          </label>
        ))}
      </fieldset>
      {scale.scored_at && <p class="field__hint">{t("scale.scored", { score: scale.score ?? 0, name: board.room.nameOf(scale.scored_by ?? ""), time: shortMoment(scale.scored_at, zone) })}{scale.because && `: ${scale.because}`}</p>}
      {canEdit && (
        <>
          <div class="field"><label class="field__label" for="scale-because">{t("scale.because")}</label><textarea id="scale-because" name="because" rows={1} maxLength={2000} defaultValue={scale.because} /></div>
          <div class="buttons"><button class="button button--primary">{t("scale.score.send")}</button></div>
        </>
      )}
    </form>
  );
}
