// The sheet of keyboard shortcuts. Not here: acting on keys (keys).
import { CloseButton, Dialog } from "../ui/dialog.tsx";
import type { Key } from "../text.ts";
import { t } from "../ui/words.ts";

type Line = readonly [Key, ...(Key | { raw: string })[]];

const KEYS: readonly Line[] = [
  ["keys.send", "keys.enter"],
  ["keys.line", "keys.shift", "keys.enter"],
  ["keys.edit", "keys.up"],
  ["keys.escape", "keys.esc"],
  ["keys.log", "keys.up", "keys.down"],
  ["keys.reply", { raw: "R" }],
  ["keys.react", { raw: "+" }],
  ["keys.edit_focused", { raw: "E" }],
  ["keys.delete", "keys.del"],
  ["keys.latest", "keys.end"],
  ["keys.next_room", "keys.alt", "keys.shift", "keys.down"],
  ["keys.help", { raw: "?" }],
];

const BOARD_KEYS: readonly Line[] = [
  ["keys.lift", "keys.space"],
  ["keys.edit_title", "keys.enter"],
  ["keys.open", { raw: "O" }],
  ["keys.add", { raw: "N" }],
  ["keys.undo", { raw: "Ctrl" }, { raw: "Z" }],
  ["keys.wide", { raw: "F2" }],
];

export function Shortcuts({ hasBoard, onClose }: { hasBoard: boolean; onClose: () => void }) {
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <Keys lines={KEYS} />
      {hasBoard && <><h3>{t("keys.board")}</h3><Keys lines={BOARD_KEYS} /></>}
      <div class="buttons dialog__buttons"><CloseButton onClose={onClose} /></div>
    </Dialog>
  );
}

function Keys({ lines }: { lines: readonly Line[] }) {
  return (
    <dl class="keys">
      {lines.map(([what, ...keys]) => (
        <div key={what} class="keys__one">
          <dt>{t(what)}</dt>
          <dd>{keys.map((key) => <kbd>{typeof key === "string" ? t(key) : key.raw}</kbd>)}</dd>
        </div>
      ))}
    </dl>
  );
}
