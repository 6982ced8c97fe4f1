// One field of a goal: its label, the box it is written in, and what others wrote there meanwhile. Not here: which fields (about).
import type { GoalFields } from "../../protocol.ts";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import type { GoalPiece } from "./arrange.ts";
import { useDraft } from "./draft.ts";
import { fieldName, fieldWords } from "./fields.ts";
import type { BoardModel } from "./model.ts";

type Name = keyof GoalFields;

export interface FieldProps {
  board: BoardModel;
  goal: GoalPiece;
  name: Name;
  canEdit: boolean;
  hint?: string;
}

interface BoxProps extends FieldProps {
  kind?: "text" | "date" | "number";
  rows?: number;
  most?: number;
}

/** A field of words, a number or a day. */
export function Field({ kind = "text", rows = 0, most = 2000, ...props }: BoxProps) {
  const { board, goal, name, canEdit } = props;
  const value = asText(goal[name]);
  const { box, theirs } = useDraft(value, goal.version, (text, base) => board.edit(goal, { [name]: asValue(name, kind, text) }, base));
  if (!canEdit) return <Plain {...props} />;
  const id = `goal-${name}`;
  const more = { id, maxLength: most, "aria-describedby": props.hint ? `${id}-hint` : undefined };
  return (
    <div class="field">
      <label class="field__label" for={id}>{fieldName(name)}</label>
      {rows ? <textarea rows={rows} {...more} {...box} /> : <input type={kind as "text"} step="any" autocomplete="off" {...more} {...box} />}
      {props.hint && <p class="field__hint" id={`${id}-hint`}>{props.hint}</p>}
      {theirs !== null && <p class="field__hint field__hint--theirs" role="status">{t("field.theirs", { words: fieldWords(board, name, theirs) })}</p>}
    </div>
  );
}

/** A field with few values to choose from; it is saved as soon as one is chosen. */
export function Choice({ options, ...props }: FieldProps & { options: readonly (readonly [value: string, words: string])[] }) {
  const { board, goal, name, canEdit } = props;
  if (!canEdit) return <Plain {...props} />;
  const id = `goal-${name}`;
  const choose = (event: { currentTarget: HTMLSelectElement }) => board.edit(goal, { [name]: asValue(name, "choice", event.currentTarget.value) });
  return (
    <div class="field">
      <label class="field__label" for={id}>{fieldName(name)}</label>
      <select id={id} value={asText(goal[name])} onChange={choose}>
        {options.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
      </select>
    </div>
  );
}

function Plain({ board, goal, name }: FieldProps) {
  const value = goal[name];
  if (value === null || value === "") return null;
  return <div class="field"><p class="field__label">{fieldName(name)}</p><p class="field__value">{fieldWords(board, name, value)}</p></div>;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" && "label" in value ? String(value.label) : String(value);
}

const NUMBERS: ReadonlySet<string> = new Set(["baseline", "target", "level_now", "level_wanted"]);

function asValue(name: Name, kind: string, text: string): unknown {
  const words = wellFormed(text.trim());
  if (name === "skill") return words ? { key: words.toLowerCase().slice(0, 60), label: words.slice(0, 80) } : null;
  if (NUMBERS.has(name)) return words === "" ? null : Number(words);
  return kind === "date" || name === "measure" ? words || null : words;
}
