// The pane of the board: its bar, what waits for an answer, the columns, and what lies over them. Not here: one column (column).
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { tendDragging } from "../../ui/drag.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import { Bar } from "./bar.tsx";
import { Columns } from "./columns.tsx";
import { dragPlan } from "./dragging.ts";
import { GoalSheet } from "./goal.tsx";
import { onBoardKey } from "./keys.ts";
import { LinkPicker } from "./linking.tsx";
import type { BoardModel } from "./model.ts";
import { Notices } from "./notices.tsx";
import { Proposals } from "./proposals.tsx";
import { UndoToast } from "./toast.tsx";

export function BoardPane({ board }: { board: BoardModel }) {
  const root = useRef<HTMLDivElement>(null);
  const { canWrite, state } = board;
  useEffect(() => (canWrite.value ? tendDragging(root.current!, dragPlan(root.current!, board)) : undefined), [canWrite.value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onBoardKey(event, board, root.current);
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  useFocusOnLifted(board, root);
  const open = board.open.value && board.board.value.goals.get(board.open.value);
  return (
    <div ref={root} class="board" data-state={state.value}>
      <div class="board__top">
        <Bar board={board} />
        <Notices board={board} />
      </div>
      {state.value === "ready" ? <Ready board={board} /> : <Unread board={board} />}
      <p id="board-hint" hidden>{t(canWrite.value ? "board.hint" : "board.hint.read_only")}</p>
      <UndoToast board={board} />
      {board.linking.value && <LinkPicker board={board} message={board.linking.value} />}
      {open && <GoalSheet key={open.id} board={board} goal={open} />}
    </div>
  );
}

function Ready({ board }: { board: BoardModel }) {
  const isEmpty = ![...board.board.value.goals.values()].some((goal) => goal.state !== "erased");
  return (
    <>
      {!board.canWrite.value && <p class="board__read-only"><Icon name="lock" size="small" />{t(board.isHand.value ? "room.read_only" : "board.look_only")}</p>}
      {board.canWrite.value && board.room.state.value.outlook?.pause && <p class="board__read-only"><Icon name="clock" size="small" />{t("board.rests")}</p>}
      {isEmpty && board.canWrite.value && !board.adding.value && <Empty board={board} />}
      <Proposals board={board} />
      <Columns board={board} />
    </>
  );
}

/** A board without goals: what comes here, and a first step. */
function Empty({ board }: { board: BoardModel }) {
  const isMentee = board.room.state.value.role === "mentee";
  const begin = () => (board.adding.value = { column: board.board.peek().columns[0]?.id ?? "", after: null });
  return (
    <div class="board__empty">
      <Icon name="target" size="large" />
      <h3>{t("board.empty.title")}</h3>
      <p>{t(isMentee ? "board.empty.mentee" : "board.empty.mentor")}</p>
      <button type="button" class="button button--primary" onClick={begin}><Icon name="plus" />{t(isMentee ? "board.add" : "board.propose")}</button>
    </div>
  );
}

/** Being read (said only after a moment), or not readable now. */
function Unread({ board }: { board: BoardModel }) {
  if (board.state.value === "reading") return <div class="board__reading" role="status"><span class="visually-hidden">{t("board.reading")}</span></div>;
  return (
    <div class="board__empty" role="alert">
      <Icon name="wifi-off" size="large" />
      <p>{board.failure.value || t("board.unread")}</p>
      <button type="button" class="button" onClick={() => void board.read()}>{t("log.try_again")}</button>
    </div>
  );
}

/** A card that changes its column is another element: the focus goes along. */
function useFocusOnLifted(board: BoardModel, root: { current: HTMLElement | null }): void {
  const lifted = board.lifted.value;
  useLayoutEffect(() => {
    if (!lifted) return;
    const card = root.current?.querySelector<HTMLElement>(`[data-goal="${CSS.escape(lifted.goal)}"]`);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [lifted]);
}
