// Draws into the editor what is not its text: others' carets and selections, headings, items that are done.
// By classes alone, since the page allows no styles of an element's own. Not here: whose carets there are (carets).
import { type Extension, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from "@codemirror/view";

export interface Mark {
  readonly name: string;
  readonly role: string;
  readonly anchor: number;
  readonly head: number;
}

export const setMarks = StateEffect.define<readonly Mark[]>();

class CaretWidget extends WidgetType {
  readonly mark: Mark;

  constructor(mark: Mark) {
    super();
    this.mark = mark;
  }

  override eq(other: CaretWidget): boolean {
    return other.mark.name === this.mark.name && other.mark.role === this.mark.role && other.mark.head === this.mark.head;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `note-caret note-caret--${this.mark.role}`;
    // Read out in the line of people instead, where it does not interrupt the text.
    caret.ariaHidden = "true";
    const label = caret.appendChild(document.createElement("span"));
    label.className = "note-caret__name";
    label.textContent = this.mark.name;
    return caret;
  }
}

function drawn(marks: readonly Mark[], length: number): DecorationSet {
  const ranges = marks.flatMap((mark) => {
    const [from, to] = [Math.min(mark.anchor, mark.head, length), Math.min(Math.max(mark.anchor, mark.head), length)];
    const caret = Decoration.widget({ widget: new CaretWidget(mark), side: 1 }).range(Math.min(mark.head, length));
    const selection = Decoration.mark({ class: `note-selection note-selection--${mark.role}` });
    return from < to ? [selection.range(from, to), caret] : [caret];
  });
  return Decoration.set(ranges, true);
}

const carets = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    const told = transaction.effects.find((effect) => effect.is(setMarks));
    return told ? drawn(told.value, transaction.newDoc.length) : shown.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const LINES: readonly (readonly [RegExp, string])[] = [
  [/^#{1,2} /, "note-line--title"],
  [/^#{3,6} /, "note-line--heading"],
  [/^> /, "note-line--quote"],
  [/^\s*[-*] \[x\] /i, "note-line--done"],
];

function lines(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const found = LINES.find(([pattern]) => pattern.test(line.text));
      if (found) builder.add(line.from, line.from, Decoration.line({ class: found[1] }));
      at = line.to + 1;
    }
  }
  return builder.finish();
}

const markdown = ViewPlugin.fromClass(
  class {
    shown: DecorationSet;

    constructor(view: EditorView) {
      this.shown = lines(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.shown = lines(update.view);
    }
  },
  { decorations: (plugin) => plugin.shown },
);

export const marks: Extension = [carets, markdown];
