// Own words on their way: sending, not sent and why, a change being saved. Not here: the queue (live/outbox).
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Entry } from "../../live/link.ts";
import { mayBeStored } from "../../live/outbox.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Markup } from "../../ui/markup.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";
import { RoleTag } from "../role.tsx";
import { Moment } from "./moment.tsx";
import { Quote } from "./quote.tsx";

const SLOW_MS = 1_000;

interface PendingProps {
  model: RoomModel;
  entry: Entry;
  isHead: boolean;
}

export function PendingLine({ model, entry, isHead }: PendingProps) {
  if (entry.deed.type !== "message.send") return null;
  const { text, reply_to } = entry.deed.data;
  const me = model.state.value.people[model.boot.me.id];
  return (
    <li class={`line line--mine line--pending${isHead ? " line--head" : ""}${entry.state === "refused" ? " line--refused" : ""}`}>
      <div class="line__side">{isHead && <Avatar card={me} />}</div>
      <div class="line__body">
        {isHead && (
          <p class="line__head">
            <span class="line__name">{me?.name ?? model.boot.me.name}</span>
            {me && <RoleTag role={me.role} />}
            <Moment model={model} at={entry.at} class="line__time" />
          </p>
        )}
        {reply_to && <Quote model={model} id={reply_to} message={model.quoted(reply_to)} />}
        <div class="line__text"><Markup text={text} names={model.names.value} me={model.boot.me.id} /></div>
        <SendState model={model} entry={entry} />
      </div>
    </li>
  );
}

function SendState({ model, entry }: { model: RoomModel; entry: Entry }) {
  const isSlow = useSlow(entry.clientId);
  if (entry.state === "refused") {
    return (
      <Failure words={t("message.not_sent")} reason={entry.error?.text}>
        <button type="button" class="link-button" onClick={() => model.again(entry)}>{t("message.try_again")}</button>
        <button type="button" class="link-button" onClick={() => editBack(model, entry)}>{t("message.edit")}</button>
        <button type="button" class="link-button" onClick={() => model.drop(entry)}>{t("message.delete")}</button>
      </Failure>
    );
  }
  if (!isSlow || entry.state === "stored") return null;
  const isOwnToCancel = entry.state === "queued" || mayBeStored(entry);
  return (
    <p class="line__state">
      {t(model.isLive.value ? "message.sending" : "message.waiting")}
      {isOwnToCancel && <button type="button" class="link-button" onClick={() => model.cancel(entry)}>{t("message.cancel")}</button>}
    </p>
  );
}

/** An edit that is on its way, or was refused. */
export function EditState({ model, entry }: { model: RoomModel; entry: Entry }) {
  const isSlow = useSlow(entry.clientId);
  if (entry.state !== "refused") return isSlow ? <p class="line__state">{t("message.saving")}</p> : null;
  return (
    <Failure words={t("message.not_saved")} reason={entry.error?.text}>
      <button type="button" class="link-button" onClick={() => model.again(entry)}>{t("message.try_again")}</button>
      <button type="button" class="link-button" onClick={() => model.drop(entry)}>{t("message.discard")}</button>
    </Failure>
  );
}

function Failure({ words, reason, children }: { words: string; reason: string | undefined; children: ComponentChildren }) {
  return (
    <p class="line__state line__state--failed" role="alert">
      <Icon name="circle-alert" size="small" /><strong>{words}</strong> {reason ?? t("message.no_reason")} {children}
    </p>
  );
}

/** Put refused words back into the box, to be written anew. */
function editBack(model: RoomModel, entry: Entry): void {
  if (entry.deed.type !== "message.send") return;
  model.drop(entry);
  model.handBack.value = entry.deed.data.text;
}

/** Whether it takes long enough to be worth a word. */
function useSlow(key: string): boolean {
  const [isSlow, set] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => set(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return isSlow;
}
