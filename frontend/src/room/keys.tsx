// The sheet of shortcuts, and the keys that work all over the room. Not here: keys of box and log (chat/).
import { Dialog, CloseButton } from "../ui/dialog.tsx";
import type { Key } from "../text.ts";
import { t } from "../ui/words.ts";
import { over } from "./chat/deeds.ts";
import type { RoomModel } from "./model.ts";

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

/** Keys that nothing inside has taken. */
export function onRoomKey(event: KeyboardEvent, model: RoomModel): void {
  if (event.defaultPrevented || over.value || document.querySelector("dialog[open]")) return;
  const isWriting = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
  if (event.key === "Escape") model.readAll();
  else if (event.key === "?" && (!isWriting || event.ctrlKey)) over.value = { what: "keys" };
  else if (event.key === "/" && event.ctrlKey) over.value = { what: "keys" };
  else if (event.key === "End" && !isWriting) void model.toLatest();
  else return;
  event.preventDefault();
}
