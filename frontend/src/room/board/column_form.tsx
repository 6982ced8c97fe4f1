// The form of a column: its name, and how many cards it shall hold at most. Not here: the column itself.
import { newId } from "../../live/ids.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import type { ColumnPiece } from "./arrange.ts";
import type { BoardModel } from "./model.ts";

interface ColumnFormProps {
  board: BoardModel;
  /** The column to change, or the one behind which a new one comes. */
  column?: ColumnPiece;
  after?: ColumnPiece;
  onClose: () => void;
}

export function ColumnForm({ board, column, after, onClose }: ColumnFormProps) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const fields = { name: wellFormed(String(said.get("name")).trim()), hint: Number(said.get("hint")) || null };
    onClose();
    if (column) board.do({ type: "column.edit", data: { column: column.id, base: column.version, fields } }, t("undo.column", { name: board.columnName(column) }));
    else board.do({ type: "column.add", data: { column: newId(), fields, after: after?.id ?? null } }, t("undo.column", { name: fields.name }));
  };
  const isOwn = !column || column.role === "own";
  return (
    <Dialog title={t(column ? "column.edit" : "column.add")} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <div class="field">
          <label class="field__label" for="column-name">{t("column.name")}</label>
          <input id="column-name" name="name" maxLength={40} required={isOwn} autofocus autocomplete="off" value={column?.name ?? ""} placeholder={column ? board.columnName({ ...column, name: "" }) : ""} />
        </div>
        <div class="field">
          <label class="field__label" for="column-hint">{t("column.hint")}</label>
          <input id="column-hint" name="hint" type="number" inputMode="numeric" min={1} max={99} value={column?.hint ?? ""} aria-describedby="column-hint-text" />
          <p class="field__hint" id="column-hint-text">{t("column.hint.text")}</p>
        </div>
        <div class="buttons dialog__buttons">
          <button class="button button--primary">{t("compose.save")}</button>
          <button type="button" class="button" onClick={onClose}>{t("compose.stop")}</button>
        </div>
      </form>
    </Dialog>
  );
}
