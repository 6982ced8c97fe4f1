// The box to write in: sends, edits, replies, completes names, keeps its draft. Not here: what becomes of the words (model).
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PersonCard } from "../../protocol.ts";
import { EmojiPicker } from "../../ui/emoji.tsx";
import { Icon } from "../../ui/icon.tsx";
import { count, t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";
import { askDelete, edit } from "./deeds.ts";
import { wrapped } from "./marks.ts";
import { candidates, complete, mentionAt } from "./mention.ts";
import { Mentions } from "./mentions.tsx";

const TELL_LEFT = 500;
const SIGNS: Readonly<Record<string, string>> = { b: "**", i: "_", e: "`" };

export function Composer({ model }: { model: RoomModel }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => model.draft.read());
  const [mention, setMention] = useState<string | null>(null);
  const [chosen, choose] = useState(0);
  const editing = model.editing.value;
  const limit = model.live.link.limits.text;
  const others = Object.values(model.state.value.people).filter((card) => card.member && card.id !== model.boot.me.id);
  const offered = mention === null ? [] : candidates(others, mention);

  const write = (next: string, caret?: number) => {
    setText(next);
    if (!model.editing.peek()) model.draft.write(next);
    if (caret !== undefined) fill(box.current!, next, caret);
  };
  const onInput = () => {
    const { value, selectionStart } = box.current!;
    write(value);
    setMention(mentionAt(value, selectionStart));
    choose(0);
    model.typed(value);
  };
  const pick = (card: PersonCard) => {
    write(...complete(text, box.current!.selectionStart, card.name));
    setMention(null);
    box.current?.focus();
  };
  const submit = () => {
    const words = text.trim();
    if (words.length > limit || (!words && !editing)) return;
    if (editing && !words) return askDelete(model, editing);
    if (editing) model.saveEdit(editing, words);
    else {
      model.send(words);
      write("");
    }
  };
  const insert = (emoji: string) => {
    const { selectionStart, selectionEnd } = box.current!;
    write(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd), selectionStart + emoji.length);
    box.current?.focus();
  };

  useEditing(model, box, setText);
  useGrowth(box, text);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (onMentionKey(event, { offered, chosen, choose, pick, close: () => setMention(null) })) return;
    onBoxKey(event, { model, text, submit, mark: (sign) => mark(box.current!, text, sign, write) });
  };
  const left = limit - text.length;
  return (
    <div class="composer">
      <Context model={model} />
      {offered.length > 0 && <Mentions people={offered} chosen={chosen} onPick={pick} />}
      <div class="composer__box">
        <textarea
          ref={box} class="composer__text" rows={1} value={text} placeholder={label(model)} aria-label={label(model)}
          aria-describedby="compose-hint" aria-autocomplete="list"
          aria-controls={offered.length ? "mentions" : undefined} aria-activedescendant={offered.length ? `mention-${chosen}` : undefined}
          enterkeyhint={isTouch() ? "enter" : "send"} onInput={onInput} onKeyDown={onKeyDown} onBlur={() => setMention(null)}
        />
        <Emoji onPick={insert} />
        <button type="button" class="button button--primary composer__send" disabled={!text.trim() || left < 0} onClick={submit} aria-label={t(editing ? "compose.save" : "compose.send")}>
          <Icon name={editing ? "check" : "send-horizontal"} /><span>{t(editing ? "compose.save" : "compose.send")}</span>
        </button>
      </div>
      {left < TELL_LEFT && <p class={left < 0 ? "composer__left composer__left--over" : "composer__left"}>{left < 0 ? count("compose.too_long", -left) : count("compose.left", left)}</p>}
    </div>
  );
}

/** Into an edit and out of it again: the draft waits meanwhile. A reply and handed back words take the focus too. */
function useEditing(model: RoomModel, box: { current: HTMLTextAreaElement | null }, setText: (text: string) => void): void {
  const editing = model.editing.value;
  const replyTo = model.replyTo.value;
  const back = model.handBack.value;
  const wasEditing = useRef(false);
  const show = (words: string) => {
    setText(words);
    fill(box.current!, words);
    requestAnimationFrame(() => box.current?.focus());
  };
  useLayoutEffect(() => {
    if (!editing && !wasEditing.current) return;
    wasEditing.current = !!editing;
    show(editing ? editing.text : model.draft.read());
  }, [editing?.id]);
  useLayoutEffect(() => {
    if (replyTo) requestAnimationFrame(() => box.current?.focus());
  }, [replyTo]);
  useLayoutEffect(() => {
    if (back === null) return;
    model.handBack.value = null;
    model.draft.write(back);
    show(back);
  }, [back]);
}

/** Put words into the box at once: whoever types on must meet them, not be overtaken by them. */
function fill(box: HTMLTextAreaElement, words: string, caret = words.length): void {
  box.value = words;
  box.setSelectionRange(caret, caret);
}

/** Where CSS cannot yet let a text area grow with its content. */
function useGrowth(box: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    if (!box.current || CSS.supports("field-sizing", "content")) return;
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
  }, [text]);
}

interface Completion {
  offered: readonly PersonCard[];
  chosen: number;
  choose: (index: number) => void;
  pick: (card: PersonCard) => void;
  close: () => void;
}

function onMentionKey(event: KeyboardEvent, { offered, chosen, choose, pick, close }: Completion): boolean {
  const size = offered.length;
  if (!size) return false;
  if (event.key === "ArrowDown") choose((chosen + 1) % size);
  else if (event.key === "ArrowUp") choose((chosen - 1 + size) % size);
  else if (event.key === "Enter" || event.key === "Tab") pick(offered[chosen]!);
  else if (event.key === "Escape") close();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

interface Box {
  model: RoomModel;
  text: string;
  submit: () => void;
  mark: (sign: string) => void;
}

function onBoxKey(event: KeyboardEvent, { model, text, submit, mark }: Box): void {
  const isCommand = event.ctrlKey || event.metaKey;
  const sign = isCommand && !event.shiftKey && !event.altKey ? SIGNS[event.key] : undefined;
  if (event.key === "Enter" && (isCommand || (!event.shiftKey && !isTouch()))) submit();
  else if (event.key === "ArrowUp" && !text && !model.editing.value) edit(model, model.lastOwn());
  else if (event.key === "Escape" && stop(model)) event.stopPropagation();
  else if (sign) mark(sign);
  else return;
  event.preventDefault();
}

/** Leave the edit or the reply; false when there is none. */
function stop(model: RoomModel): boolean {
  if (!model.editing.value && !model.replyTo.value) return false;
  model.editing.value = model.replyTo.value = null;
  return true;
}

function mark(box: HTMLTextAreaElement, text: string, sign: string, write: (text: string, caret: number) => void): void {
  const next = wrapped({ text, start: box.selectionStart, end: box.selectionEnd }, sign);
  write(next.text, next.end);
  box.setSelectionRange(next.start, next.end);
}

/** Above the box: which message is edited or answered. */
function Context({ model }: { model: RoomModel }) {
  const replyTo = model.replyTo.value;
  const editing = model.editing.value;
  if (!replyTo && !editing) return null;
  const words = editing ? t("compose.editing") : t("compose.replying", { name: model.nameOf(replyTo!.by) });
  return (
    <div class="composer__context">
      <Icon name={editing ? "pencil" : "reply"} size="small" />
      <p class="composer__about"><strong>{words}</strong> <span>{(editing ?? replyTo!).text}</span></p>
      <button type="button" class="icon-button" title={t("compose.stop")} aria-label={t("compose.stop")} onClick={() => stop(model)}><Icon name="x" /></button>
    </div>
  );
}

function Emoji({ onPick }: { onPick: (emoji: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="menu composer__emoji">
      <button
        type="button" class="icon-button" title={t("compose.emoji")} aria-label={t("compose.emoji")}
        aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}
      >
        <Icon name="face-slightly-smiling" />
      </button>
      {isOpen && <EmojiPicker onPick={onPick} onClose={() => setOpen(false)} />}
    </div>
  );
}

function label(model: RoomModel): string {
  return t("compose.label", { name: model.state.value.title });
}

/** Without a keyboard, Enter breaks the line and the button sends. */
function isTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
