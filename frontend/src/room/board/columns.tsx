// The columns side by side or below each other; on a phone one at a time, with tabs and by swiping. Not here: one column.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../ui/words.ts";
import { Column } from "./column.tsx";
import type { BoardModel } from "./model.ts";

export function Columns({ board }: { board: BoardModel }) {
  const { columns, cards } = board.board.value;
  const scroller = useRef<HTMLDivElement>(null);
  const [shown, show] = useState(0);
  const note = () => {
    const { scrollLeft, clientWidth } = scroller.current!;
    show(Math.min(columns.length - 1, Math.round(scrollLeft / clientWidth)));
  };
  const go = (index: number) => scroller.current?.children[index]?.scrollIntoView({ block: "nearest", inline: "start" });
  // A phone begins where there is something to see; side by side or stacked, this moves nothing.
  useLayoutEffect(() => {
    const first = columns.findIndex((column) => cards.get(column.id)?.length);
    scroller.current!.scrollLeft = Math.max(0, first) * scroller.current!.clientWidth;
  }, []);
  return (
    <>
      <div class="board__tabs" role="group" aria-label={t("board.columns")}>
        {columns.map((column, index) => (
          <button key={column.id} type="button" class="board__tab" aria-pressed={index === shown} onClick={() => go(index)}>
            {board.columnName(column)} <span class="board__number">{cards.get(column.id)?.length ?? 0}</span>
          </button>
        ))}
      </div>
      <div ref={scroller} class="columns" onScroll={note}>
        {columns.map((column) => <Column key={column.id} board={board} column={column} cards={cards.get(column.id) ?? []} />)}
      </div>
    </>
  );
}
