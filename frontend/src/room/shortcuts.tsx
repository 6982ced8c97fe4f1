// The sheet of keyboard shortcuts. Not here: acting on keys (keys).
import { CloseButton, Dialog } from "../ui/dialog.tsx";
import type { Key } from "../text.ts";
import { t } from "../ui/words.ts";

const KEYS: readonly (readonly [Key, ...(Key | { raw: string })[]])[] = [
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

export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([what, ...keys]) => (
          <div key={what} class="keys__one">
            <dt>{t(what)}</dt>
            <dd>{keys.map((key) => <kbd>{typeof key === "string" ? t(key) : key.raw}</kbd>)}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons dialog__buttons"><CloseButton onClose={onClose} /></div>
    </Dialog>
  );
}
