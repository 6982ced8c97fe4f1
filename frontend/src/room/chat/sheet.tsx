// The deeds of a message for a finger: a sheet from below. Not here: what they do (deeds).
import { Dialog } from "../../ui/dialog.tsx";
import { EmojiGrid } from "../../ui/emoji.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Item } from "../../ui/menu.tsx";
import { t } from "../../ui/words.ts";
import { type ActionsProps, deedItems } from "./actions.tsx";
import { edit, mayEdit, reply } from "./deeds.ts";

export function Sheet({ model, message, onDelete, onClose }: ActionsProps & { onClose: () => void }) {
  const then = (how: () => void) => () => {
    onClose();
    how();
  };
  const deeds: Item[] = [
    { label: t("message.reply"), icon: "reply", onPick: () => reply(model, message) },
    ...(mayEdit(model, message) ? [{ label: t("message.edit"), icon: "pencil", onPick: () => edit(model, message) }] : []),
    ...deedItems(model, message, onDelete),
  ];
  return (
    <Dialog title={model.nameOf(message.by)} onClose={onClose}>
      <EmojiGrid onPick={(emoji) => then(() => model.react(message, emoji))()} />
      <div class="sheet__deeds">
        {deeds.map((deed) => (
          <button key={deed.label} type="button" class={deed.isDanger ? "menu__item menu__item--danger" : "menu__item"} onClick={then(() => deed.onPick?.())}>
            <Icon name={deed.icon} />{deed.label}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
