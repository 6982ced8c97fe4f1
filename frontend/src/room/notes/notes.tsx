// The notes of the room: its own and the reader's private one, with who writes there and whether all is kept.
// Not here: the editor, and how its text is kept in step.
import "../../rooms-list/loaded.ts";
import { effect } from "@preact/signals";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import type { NoteName } from "../../protocol.ts";
import type { Key } from "../../text.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";
import { CaretLine, placeOf } from "./carets.ts";
import { type NoteCopy, copyOf } from "./copy.ts";
import { openEditor, setWritable } from "./editor.ts";
import { openItem } from "./lists.ts";
import { type Mark, setMarks } from "./marks.ts";
import { isSaved } from "./sync.ts";
import { TaskButton } from "./tasks.tsx";

const NAMES: readonly NoteName[] = ["room", "private"];
let line: CaretLine | null = null;

export default function Notes({ model }: { model: RoomModel }) {
  const [name, setName] = useState<NoteName>("room");
  const [item, setItem] = useState<string | null>(null);
  const copy = copyOf(model, name);
  line ??= new CaretLine(model, copyOf(model, "room"));
  const url = `${model.boot.urls.rooms}${model.state.value.id}/notes/${name}/`;
  return (
    <div class="note">
      <div class="note__head">
        <div class="note__names" role="group" aria-label={t("notes.which")}>
          {NAMES.map((one) => (
            <button key={one} type="button" class="note__name" aria-pressed={one === name} onClick={() => setName(one)}>
              {one === "private" && <Icon name="lock" size="small" />}{t(`notes.${one}`)}
            </button>
          ))}
        </div>
        {name === "room" && model.canWrite.value && <TaskButton model={model} item={item} />}
        <a class="icon-button" href={url} title={t("notes.export")} aria-label={t("notes.export")}><Icon name="download" /></a>
      </div>
      <Page key={name} model={model} copy={copy} carets={name === "room" ? line : null} onItem={setItem} />
      <State model={model} copy={copy} />
    </div>
  );
}

interface PageProps {
  model: RoomModel;
  copy: NoteCopy;
  carets: CaretLine | null;
  onItem: (item: string | null) => void;
}

function Page({ model, copy, carets, onItem }: PageProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const words = { label: t(`notes.label.${copy.name}`), empty: t(`notes.empty.${copy.name}`) };
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
      <p role="status">{copy.name === "room" && writersOf(model)}</p>
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

function writersOf(model: RoomModel): string {
  const { presence } = model.state.value;
  const people = [...(line?.others.value.values() ?? [])].map((caret) => caret.person).filter((id) => presence.people[id]);
  const names = [...new Set(people)].map((id) => model.nameOf(id));
  return names.length ? t("notes.writers", { names: names.join(", ") }) : "";
}
