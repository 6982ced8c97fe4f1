// What can be done with a message, by key, press or menu: one place for all of them. Not here: the bar and the sheet themselves.
import { signal } from "@preact/signals";
import type { MessageView, PersonCard } from "../../protocol.ts";
import { show } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

/** What lies over the room: a question about a message or a person, a message's sheet or emoji, the keys. */
export type Over = { readonly what: "delete" | "sheet" | "react"; readonly message: MessageView } | { readonly what: "keys" } | { readonly what: "remove"; readonly card: PersonCard } | null;
export const over = signal<Over>(null);

export function mayDelete(model: RoomModel, message: MessageView): boolean {
  return model.canWrite.value && (message.by === model.boot.me.id || model.state.value.role === "moderator");
}

export function mayEdit(model: RoomModel, message: MessageView): boolean {
  return model.canWrite.value && message.by === model.boot.me.id && !message.deleted_by;
}

export function askDelete(model: RoomModel, message: MessageView): void {
  if (mayDelete(model, message) && !message.deleted_by) over.value = { what: "delete", message };
}

export function openSheet(model: RoomModel, message: MessageView): void {
  if (model.canWrite.value && !message.deleted_by) over.value = { what: "sheet", message };
}

export function reply(model: RoomModel, message: MessageView): void {
  if (!model.canWrite.value || message.deleted_by) return;
  model.editing.value = null;
  model.replyTo.value = message;
}

export function edit(model: RoomModel, message: MessageView | undefined): void {
  if (!message || !mayEdit(model, message)) return;
  model.replyTo.value = null;
  model.editing.value = message;
}

export async function copy(message: MessageView): Promise<void> {
  await navigator.clipboard?.writeText(message.text);
  show(t("message.copied"));
}

/** Keys on a focused line. */
export function onLineKey(event: KeyboardEvent, model: RoomModel, message: MessageView): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || message.deleted_by) return;
  switch (event.key) {
    case "r": reply(model, message); break;
    case "e": edit(model, message); break;
    case "+": case ":": if (model.canWrite.value) over.value = { what: "react", message }; break;
    case "Delete": case "Backspace": askDelete(model, message); break;
    default: return;
  }
  event.preventDefault();
}
