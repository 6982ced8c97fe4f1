// The editor of a note: CodeMirror by parts, bound to the copy of the text. Not here: how that copy is kept (copy).
import { defaultKeymap } from "@codemirror/commands";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, drawSelection, keymap, placeholder } from "@codemirror/view";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import { nextItem } from "./lists.ts";
import { look } from "./look.ts";
import { marks } from "./marks.ts";
import type { NoteCopy } from "./copy.ts";

interface Words {
  readonly label: string;
  readonly empty: string;
}

const writing = new Compartment();

/** An editor in its place; whether one may write in it is told by `setWritable`. */
export function openEditor(parent: HTMLElement, copy: NoteCopy, words: Words, more: Extension): EditorView {
  const state = EditorState.create({
    doc: copy.text.toString(),
    extensions: [
      EditorView.cspNonce.of(nonce()),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": words.label, spellcheck: "true", autocapitalize: "sentences" }),
      writing.of(EditorState.readOnly.of(true)),
      placeholder(words.empty),
      drawSelection(),
      look,
      marks,
      // Tab is left to the page: whoever works by keyboard gets out the way they came in.
      keymap.of([{ key: "Enter", run: continueList }, ...yUndoManagerKeymap, ...defaultKeymap]),
      yCollab(copy.text, null),
      more,
    ],
  });
  return new EditorView({ state, parent });
}

export function setWritable(view: EditorView, isWritable: boolean): void {
  if (view.state.readOnly === isWritable) view.dispatch({ effects: writing.reconfigure(EditorState.readOnly.of(!isWritable)) });
}

function continueList(view: EditorView): boolean {
  const { main } = view.state.selection;
  const line = view.state.doc.lineAt(main.head);
  const next = main.empty && main.head === line.to && !view.state.readOnly ? nextItem(line.text) : null;
  if (next === null) return false;
  const change = next ? { from: main.head, insert: `\n${next}` } : { from: line.from, to: line.to, insert: "" };
  const anchor = next ? main.head + next.length + 1 : line.from;
  view.dispatch({ changes: change, selection: { anchor }, scrollIntoView: true, userEvent: "input" });
  return true;
}

/** The page's own, so that the editor's style sheet passes its policy. */
function nonce(): string {
  return document.querySelector<HTMLElement>("script[nonce]")?.nonce ?? "";
}
