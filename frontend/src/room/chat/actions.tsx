// The bar over a hovered or focused line. Not here: what its buttons do (deeds), the sheet of a long press (sheet).
import { useState } from "preact/hooks";
import type { MessageView } from "../../protocol.ts";
import { EmojiPicker, QUICK } from "../../ui/emoji.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, type Item } from "../../ui/menu.tsx";
import { timeOf } from "../../ui/time.ts";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";
import { copy, edit, mayDelete, mayEdit, reply } from "./deeds.ts";

export interface ActionsProps {
  model: RoomModel;
  message: MessageView;
  onDelete: () => void;
}

export function Actions({ model, message, onDelete }: ActionsProps) {
  const [isPicking, setPicking] = useState(false);
  const label = t("message.actions", { name: model.nameOf(message.by), time: timeOf(Date.parse(message.at), model.zone.peek()) });
  const items = deedItems(model, message, onDelete);
  return (
    <div class="actions" role="group" aria-label={label}>
      {model.canWrite.value && <QuickReactions model={model} message={message} />}
      {model.canWrite.value && (
        <div class="menu">
          <Deed label={t("message.react")} icon="face-slightly-smiling-plus" isOpen={isPicking} onPress={() => setPicking(!isPicking)} />
          {isPicking && <EmojiPicker onPick={(emoji) => model.react(message, emoji)} onClose={() => setPicking(false)} />}
        </div>
      )}
      {model.canWrite.value && <Deed label={t("message.reply")} icon="reply" onPress={() => reply(model, message)} />}
      {mayEdit(model, message) && <Deed label={t("message.edit")} icon="pencil" onPress={() => edit(model, message)} />}
      <Menu label={t("message.more")} icon="ellipsis" items={items} />
    </div>
  );
}

function QuickReactions({ model, message }: { model: RoomModel; message: MessageView }) {
  return (
    <>
      {QUICK.map(([emoji, key]) => (
        <button
          key={emoji} type="button" class="icon-button actions__quick" title={t(key)}
          aria-label={t("message.react_with", { emoji: t(key) })} onClick={() => model.react(message, emoji)}
        >
          {emoji}
        </button>
      ))}
    </>
  );
}

function Deed({ label, icon, isOpen, onPress }: { label: string; icon: string; isOpen?: boolean; onPress: () => void }) {
  const expanded = isOpen === undefined ? {} : { "aria-expanded": isOpen, "aria-haspopup": "dialog" as const };
  return (
    <button type="button" class="icon-button" title={label} aria-label={label} onClick={onPress} {...expanded}>
      <Icon name={icon} />
    </button>
  );
}

export function deedItems(model: RoomModel, message: MessageView, onDelete: () => void): Item[] {
  const items: Item[] = [{ label: t("message.copy"), icon: "copy", onPick: () => void copy(message) }];
  if (model.canWrite.value) items.push(...(model.beside.value?.deeds(message) ?? []));
  if (mayDelete(model, message)) items.push({ label: t("message.delete"), icon: "trash", isDanger: true, onPick: onDelete });
  return items;
}
