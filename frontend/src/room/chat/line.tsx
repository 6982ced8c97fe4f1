// One message: who, when, what it answers, its words, reactions, and what can be done with it. Not here: pending ones (pending).
import type { MessageView, PersonCard } from "../../protocol.ts";
import type { Entry } from "../../live/link.ts";
import { Avatar } from "../../ui/avatar.tsx";
import type { Names } from "../../ui/format.ts";
import { Markup } from "../../ui/markup.tsx";
import { memo } from "../../ui/memo.ts";
import { fullTime } from "../../ui/time.ts";
import { t } from "../../ui/words.ts";
import type { Beside, RoomModel } from "../model.ts";
import { RoleTag } from "../role.tsx";
import { Actions } from "./actions.tsx";
import { askDelete, onLineKey, openSheet } from "./deeds.ts";
import { useLongPress } from "./press.ts";
import { Moment } from "./moment.tsx";
import { EditState } from "./pending.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";

interface LineProps {
  model: RoomModel;
  message: MessageView;
  isHead: boolean;
  edit: Entry | null;
  people: Readonly<Record<string, PersonCard>>;
  names: Names;
  quote: MessageView | undefined;
  seen: string;
  beside: Beside | null;
  isActive: boolean;
}

export const Line = memo((props: LineProps) => {
  const { model, message, isHead, isActive } = props;
  const press = useLongPress(() => openSheet(model, message));
  const activate = () => (model.active.value = message.id);
  const isMine = message.by === model.boot.me.id;
  return (
    <li
      class={`line${isHead ? " line--head" : ""}${isMine ? " line--mine" : ""}`} data-message={message.id} tabIndex={isActive ? 0 : -1}
      onPointerEnter={(event: PointerEvent) => event.pointerType === "mouse" && activate()}
      onFocusCapture={activate} onKeyDown={(event: KeyboardEvent) => onLineKey(event, model, message)} {...press}
    >
      <Side {...props} />
      <div class="line__body">
        {isHead && <Head {...props} />}
        {message.deleted_by ? <Tombstone {...props} /> : <Words {...props} />}
        {props.seen && <p class="line__seen">{props.seen}</p>}
      </div>
      {isActive && !message.deleted_by && <Actions model={model} message={message} onDelete={() => askDelete(model, message)} />}
    </li>
  );
});

function Side({ model, message, isHead, people }: LineProps) {
  if (isHead) return <div class="line__side"><Avatar card={people[message.by]} /></div>;
  return <div class="line__side"><Moment model={model} at={message.at} class="line__gutter" /></div>;
}

function Head({ model, message, people }: LineProps) {
  const card = people[message.by];
  return (
    <p class="line__head">
      <span class="line__name">{card?.name ?? t("message.someone")}</span>
      {card && <RoleTag role={card.role} />}
      <Moment model={model} at={message.at} class="line__time" />
    </p>
  );
}

function Words({ model, message, names, quote, edit, beside }: LineProps) {
  const me = model.boot.me.id;
  const editedAt = message.edited_at && t("message.edited_at", { time: fullTime(Date.parse(message.edited_at), model.zone.peek()) });
  return (
    <>
      {message.reply_to && <Quote model={model} id={message.reply_to} message={quote} />}
      <div class="line__text">
        <Markup text={message.text} names={names} me={me} />
        {editedAt && <span class="line__edited" title={editedAt}>{t("message.edited")}</span>}
      </div>
      {edit && <EditState model={model} entry={edit} />}
      {message.reactions.length > 0 && <Reactions model={model} message={message} />}
      {beside?.under(message.id)}
    </>
  );
}

/** What stays of a removed message: who removed it. */
function Tombstone({ model, message }: LineProps) {
  const by = message.deleted_by!;
  const name = model.nameOf(by);
  const words = by === model.boot.me.id && by === message.by ? t("message.deleted_by_you") : t("message.deleted_by", { name });
  return <p class="line__gone">{by === message.by && by !== model.boot.me.id ? t("message.deleted_by_author", { name }) : words}</p>;
}
