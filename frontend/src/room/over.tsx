// Whatever lies over the room: the sheet of a message, its emoji, the questions before deleting and removing, the keys.
// Fetched a while after the room has come, or when one of them is wanted first. Not here: what opens them (chat/deeds).
import "./loaded.ts";
import type { PersonCard } from "../protocol.ts";
import { csrfToken } from "../ui/boot.ts";
import { Ask, Dialog } from "../ui/dialog.tsx";
import { EmojiGrid } from "../ui/emoji.tsx";
import { show } from "../ui/toast.tsx";
import { t } from "../ui/words.ts";
import { askDelete, over } from "./chat/deeds.ts";
import { Sheet } from "./chat/sheet.tsx";
import type { RoomModel } from "./model.ts";
import { Shortcuts } from "./shortcuts.tsx";

export default function Over({ model }: { model: RoomModel }) {
  const now = over.value;
  const close = () => void (over.value = null);
  if (!now) return null;
  switch (now.what) {
    case "keys": return <Shortcuts hasBoard={model.isSealed} onClose={close} />;
    case "sheet": return <Sheet model={model} message={now.message} onClose={close} onDelete={() => askDelete(model, now.message)} />;
    case "react": {
      const pick = (emoji: string) => {
        close();
        model.react(now.message, emoji);
      };
      return <Dialog title={t("message.react")} onClose={close}><EmojiGrid onPick={pick} /></Dialog>;
    }
    case "delete": return (
      <Ask
        title={t("message.delete.title")} text={t("message.delete.text")} yes={t("message.delete")} no={t("message.delete.keep")}
        onYes={() => model.remove(now.message)} onClose={close}
      />
    );
    case "remove": return (
      <Ask
        title={t("people.remove.title", { name: now.card.name })} text={t("people.remove.text")} yes={t("people.remove.yes")}
        no={t("people.remove.no")} onYes={() => void remove(model, now.card)} onClose={close}
      />
    );
  }
}

/** The page that asks before it removes takes the same form; what it answers with is the list of members. */
async function remove(model: RoomModel, card: PersonCard): Promise<void> {
  const form = new URLSearchParams({ csrfmiddlewaretoken: csrfToken(), person: card.id });
  const answer = await fetch(model.boot.urls.remove, { method: "POST", body: form }).catch(() => null);
  show(t(answer?.ok ? "people.removed" : "people.remove.failed", { name: card.name }));
}
