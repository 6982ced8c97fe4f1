// The keys that work all over the room. Not here: keys of box and log (chat/), and their sheet (shortcuts).
import { over } from "./chat/deeds.ts";
import type { RoomModel } from "./model.ts";

/** Keys that nothing inside has taken. */
export function onRoomKey(event: KeyboardEvent, model: RoomModel): void {
  if (event.defaultPrevented || over.value || document.querySelector("dialog[open]")) return;
  const { target } = event;
  const isWriting = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || (target as HTMLElement).isContentEditable;
  if (event.key === "Escape") model.readAll();
  else if (event.key === "?" && (!isWriting || event.ctrlKey)) over.value = { what: "keys" };
  else if (event.key === "/" && event.ctrlKey) over.value = { what: "keys" };
  else if (event.key === "End" && !isWriting) void model.toLatest();
  else return;
  event.preventDefault();
}
