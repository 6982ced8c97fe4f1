// What a message answers, in one line that leads there. Not here: looking it up (model).
import type { MessageView } from "../../protocol.ts";
import { plain } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

export function Quote({ model, id, message }: { model: RoomModel; id: string; message: MessageView | undefined }) {
  const words = !message ? t("message.quote_loading") : message.deleted_by ? t("message.quote_gone") : plain(message.text);
  return (
    <button type="button" class="quote" title={t("message.jump")} onClick={() => void model.jumpTo(id)}>
      <Icon name="corner-up-left" size="small" />
      <span class="visually-hidden">{t("message.reply_to", { name: message ? model.nameOf(message.by) : "" })}: </span>
      {message && <span class="quote__name" aria-hidden="true">{model.nameOf(message.by)}</span>}
      <span class={message && !message.deleted_by ? "quote__text" : "quote__text quote__text--none"}>{words}</span>
    </button>
  );
}
