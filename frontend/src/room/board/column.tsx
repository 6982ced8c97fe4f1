// One column: its name, hint and menu, its cards, and where the next one is written. Not here: one card (card).
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { type Item, Menu } from "../../ui/menu.tsx";
import { count, t } from "../../ui/words.ts";
import { AddCard } from "./add.tsx";
import type { ColumnPiece, GoalPiece } from "./arrange.ts";
import { Card } from "./card.tsx";
import { ColumnForm } from "./column_form.tsx";
import type { BoardModel } from "./model.ts";

const MOST_COLUMNS = 6;

interface ColumnProps {
  board: BoardModel;
  column: ColumnPiece;
  cards: readonly GoalPiece[];
}

export function Column({ board, column, cards }: ColumnProps) {
  const name = board.columnName(column);
  const shown = cards.filter((goal) => board.isShown(goal));
  const adding = board.adding.value?.column === column.id ? board.adding.value : null;
  const active = board.active.value;
  return (
    <section class="column" data-column={column.id} aria-labelledby={`column-${column.id}`}>
      <Head board={board} column={column} count={cards.length} name={name} />
      <ol class="cards">
        {adding?.after === null && <AddCard board={board} column={column.id} after={null} />}
        {shown.flatMap((goal, index) => [
          <Card key={goal.id} board={board} goal={goal} isFirst={active === goal.id || (index === 0 && !shown.some((one) => one.id === active))} />,
          adding?.after === goal.id && <AddCard key="add" board={board} column={column.id} after={goal.id} />,
        ])}
      </ol>
      {shown.length < cards.length && <p class="column__hidden">{count("board.hidden", cards.length - shown.length)}</p>}
      <AddButton board={board} column={column} last={cards.at(-1)?.id ?? null} />
    </section>
  );
}

function AddButton({ board, column, last }: { board: BoardModel; column: ColumnPiece; last: string | null }) {
  const isMentee = board.room.state.value.role === "mentee";
  // A proposal stands in no column until it is accepted.
  if (!board.canWrite.value || board.adding.value || (!isMentee && column.role !== "todo")) return null;
  return (
    <button type="button" class="column__add" onClick={() => (board.adding.value = { column: column.id, after: last })}>
      <Icon name="plus" size="small" />{t(isMentee ? "board.add" : "board.propose")}<kbd>N</kbd>
    </button>
  );
}

function Head({ board, column, name, count: number }: { board: BoardModel; column: ColumnPiece; name: string; count: number }) {
  const [form, setForm] = useState<"edit" | "add" | null>(null);
  const isOver = column.hint !== null && number > column.hint;
  return (
    <header class="column__head">
      <h3 id={`column-${column.id}`}>{name}</h3>
      <span class="board__number">{column.hint ? t("column.of", { count: number, hint: column.hint }) : number}</span>
      {isOver && <span class="tag tag--warn" title={t("column.over.text", { hint: column.hint ?? 0 })}>{t("column.over")}</span>}
      {board.canWrite.value && <Menu label={t("column.menu", { name })} icon="ellipsis" items={items(board, column, number, setForm)} />}
      {form === "edit" && <ColumnForm board={board} column={column} onClose={() => setForm(null)} />}
      {form === "add" && <ColumnForm board={board} after={column} onClose={() => setForm(null)} />}
    </header>
  );
}

function items(board: BoardModel, column: ColumnPiece, number: number, open: (form: "edit" | "add") => void): Item[] {
  const all: Item[] = [{ label: t("column.edit"), icon: "pencil", onPick: () => open("edit") }];
  if (board.board.peek().columns.length < MOST_COLUMNS) all.push({ label: t("column.add"), icon: "plus", onPick: () => open("add") });
  const remove = () => void board.do({ type: "column.remove", data: { column: column.id, base: column.version } }, t("undo.column", { name: column.name }), true);
  if (column.role === "own" && number === 0) all.push({ label: t("column.remove"), icon: "trash", isDanger: true, onPick: remove });
  return all;
}
