// The notes of the room: its own, those of its sessions and the reader's private one, with who writes there and whether all is kept.
// Not here: the editor, and how its text is kept in step.
import "../../rooms-list/loaded.ts";
import { effect } from "@preact/signals";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../../text.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";
import { type CaretLine, caretsOf, placeOf } from "./carets.ts";
import { type NoteCopy, copyOf } from "./copy.ts";
import { openEditor, setWritable } from "./editor.ts";
import { openItem } from "./lists.ts";
import { type Mark, setMarks } from "./marks.ts";
import { SessionChoice, likeliest, linkedSession, useSessions } from "./sessions.tsx";
import { isSaved } from "./sync.ts";
import { TaskButton } from "./tasks.tsx";

const KINDS = ["room", "session", "private"] as const;
type Kind = (typeof KINDS)[number];

export default function Notes({ model }: { model: RoomModel }) {
  const [kind, setKind] = useState<Kind>(linkedSession() ? "session" : "room");
  const [session, setSession] = useState(linkedSession());
  const [item, setItem] = useState<string | null>(null);
  const listed = useSessions(model, kind === "session");
  const chosen = session ?? likeliest(listed.sessions ?? [], model.now.peek());
  const name = kind === "session" ? chosen : kind;
  const copy = name && copyOf(model, name);
  const url = `${model.boot.urls.rooms}${model.state.value.id}/notes/${name}/`;
  return (
    <div class="note">
      <div class="note__head">
        <div class="note__names" role="group" aria-label={t("notes.which")}>
          {KINDS.map((one) => (
            <button key={one} type="button" class="note__name" aria-pressed={one === kind} onClick={() => setKind(one)}>
              {one === "private" && <Icon name="lock" size="small" />}{t(`notes.${one}`)}
            </button>
          ))}
        </div>
        {kind !== "private" && model.canWrite.value && <TaskButton model={model} item={item} />}
        {name && <a class="icon-button" href={url} title={t("notes.export")} aria-label={t("notes.export")}><Icon name="download" /></a>}
      </div>
      {kind === "session" && <SessionChoice model={model} listed={listed} chosen={chosen} onChoose={setSession} />}
      {copy && <Page key={name} model={model} copy={copy} kind={kind} onItem={setItem} />}
      {copy && <State model={model} copy={copy} />}
    </div>
  );
}

interface PageProps {
  model: RoomModel;
  copy: NoteCopy;
  kind: Kind;
  onItem: (item: string | null) => void;
}

function Page({ model, copy, kind, onItem }: PageProps) {
  const place = useRef<HTMLDivElement>(null);
  const carets = caretsOf(model, copy);
  useEffect(() => {
    const words = { label: t(`notes.label.${kind}`), empty: t(`notes.empty.${kind}`) };
    const view = openEditor(place.current!, copy, words, EditorView.updateListener.of((update) => {
      if (!(update.selectionSet || update.docChanged || update.focusChanged)) return;
      const { anchor, head } = update.state.selection.main;
      onItem(openItem(update.state.doc.lineAt(head).text));
      carets?.move(update.view.hasFocus ? { anchor, head } : null);
    }));
    const ends = [
      effect(() => setWritable(view, copy.sync.value.isRead && copy.sync.value.phase !== "stopped" && model.canWrite.value)),
      effect(() => {
        const marks = marksOf(model, copy, carets);
        // Not while the editor takes in the very change that moved them.
        queueMicrotask(() => view.dispatch({ effects: setMarks.of(marks) }));
      }),
    ];
    return () => {
      ends.forEach((end) => end());
      carets?.move(null);
      view.destroy();
    };
  }, []);
  return <div class="note__page" ref={place} />;
}

/** The carets of those who are here, where they stand in the text now. */
function marksOf(model: RoomModel, copy: NoteCopy, carets: CaretLine | null): Mark[] {
  // A place may belong to a change that was still on its way.
  copy.version.value;
  const { people, presence } = model.state.value;
  return [...(carets?.others.value.values() ?? [])].flatMap(({ person, anchor, head }) => {
    const [from, to] = [placeOf(copy, anchor), placeOf(copy, head)];
    const card = people[person];
    if (from === null || to === null || !card || !presence.people[person]) return [];
    return [{ name: card.name, role: card.role, anchor: from, head: to }];
  });
}

function State({ model, copy }: { model: RoomModel; copy: NoteCopy }) {
  const { error } = copy.sync.value;
  return (
    <div class="note__state">
      {error ? <p class="note__fault" role="alert">{t("notes.not_saved", { reason: error.text })}</p> : <p>{stateWords(model, copy)}</p>}
      <p role="status">{writersOf(model, caretsOf(model, copy))}</p>
    </div>
  );
}

function stateWords(model: RoomModel, copy: NoteCopy): string {
  const sync = copy.sync.value;
  if (model.state.value.closed) return t("room.read_only");
  if (!sync.isRead) return t(model.isLive.value ? "notes.opening" : "notes.waiting");
  const key: Key = isSaved(sync) ? "notes.saved" : model.isLive.value ? "notes.saving" : "notes.kept_here";
  return t(key);
}

function writersOf(model: RoomModel, line: CaretLine | null): string {
  const { presence } = model.state.value;
  const people = [...(line?.others.value.values() ?? [])].map((caret) => caret.person).filter((id) => presence.people[id]);
  const names = [...new Set(people)].map((id) => model.nameOf(id));
  return names.length ? t("notes.writers", { names: names.join(", ") }) : "";
}
