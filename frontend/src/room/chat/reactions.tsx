// The reactions under a message, each a button that adds or takes back one's own. Not here: choosing a new one (actions).
import type { MessageView, ReactionCount } from "../../protocol.ts";
import { emojiName } from "../../ui/emoji.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

export function Reactions({ model, message }: { model: RoomModel; message: MessageView }) {
  return (
    <ul class="reactions" aria-label={t("message.reactions")}>
      {message.reactions.map((one) => <li key={one.emoji}><Reaction model={model} message={message} one={one} /></li>)}
    </ul>
  );
}

function Reaction({ model, message, one }: { model: RoomModel; message: MessageView; one: ReactionCount }) {
  const me = model.boot.me.id;
  const isMine = one.people.includes(me);
  const names = one.people.map((id) => (id === me ? t("message.you") : model.nameOf(id))).join(", ");
  const emoji = emojiName(one.emoji);
  return (
    <button
      type="button" class="reaction" aria-pressed={isMine} disabled={!model.canWrite.value}
      title={t("message.reacted", { emoji, names })}
      aria-label={t(isMine ? "message.reacted.remove" : "message.reacted.add", { emoji, names })}
      onClick={() => model.react(message, one.emoji)}
    >
      <span class="reaction__emoji">{one.emoji}</span><span>{one.people.length}</span>
    </button>
  );
}
