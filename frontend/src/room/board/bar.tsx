// The board's bar: add, filter, archived goals, more room. Not here: the columns.
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import { Archive } from "./archive.tsx";
import type { BoardModel } from "./model.ts";

export function Bar({ board }: { board: BoardModel }) {
  const [isArchive, showArchive] = useState(false);
  const { filter, room } = board;
  const turnFilter = () => (filter.value = filter.value ? null : { words: "", isAtRisk: false });
  return (
    <div class="board__bar">
      <h2>{t("room.goals")}</h2>
      <a class="icon-button" href={`${room.boot.urls.rooms}${room.state.value.id}/progress/`} title={t("board.progress")} aria-label={t("board.progress")}><Icon name="chart-line" /></a>
      <Tool label={t("board.filter")} icon="list-filter" isOn={!!filter.value} onPress={turnFilter} />
      <Tool label={t("board.archive")} icon="archive" onPress={() => showArchive(true)} />
      <Tool label={t("board.wide")} icon="columns-3" isOn={room.isWide.value} onPress={() => (room.isWide.value = !room.isWide.value)} class="board__wide" />
      {filter.value && <FilterLine board={board} />}
      {isArchive && <Archive board={board} onClose={() => showArchive(false)} />}
    </div>
  );
}

interface ToolProps {
  label: string;
  icon: string;
  isOn?: boolean;
  class?: string;
  onPress: () => void;
}

function Tool({ label, icon, isOn, class: cls = "", onPress }: ToolProps) {
  const pressed = isOn === undefined ? {} : { "aria-pressed": isOn };
  return (
    <button type="button" class={`icon-button ${cls}`} title={label} aria-label={label} onClick={onPress} {...pressed}>
      <Icon name={icon} />
    </button>
  );
}

function FilterLine({ board }: { board: BoardModel }) {
  const now = board.filter.value!;
  const change = (more: Partial<typeof now>) => (board.filter.value = { ...now, ...more });
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    board.filter.value = null;
  };
  return (
    <div class="board__filter" role="search" onKeyDown={onKey}>
      <input
        type="search" class="input" aria-label={t("board.filter.words")} placeholder={t("board.filter.words")} value={now.words} autofocus
        onInput={(event) => change({ words: event.currentTarget.value })}
      />
      <label class="check"><input type="checkbox" checked={now.isAtRisk} onChange={(event) => change({ isAtRisk: event.currentTarget.checked })} />{t("card.at_risk")}</label>
    </div>
  );
}
