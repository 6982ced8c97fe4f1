// How the editor looks, in the page's own colours and sizes; it comes with the editor, whose styles no layer of ours can change.
import { EditorView } from "@codemirror/view";

const NAME_STAYS = "4s";

const label = {
  position: "absolute", bottom: "100%", left: "-2px", zIndex: "2", padding: "0 4px", borderRadius: "3px 3px 3px 0",
  background: "var(--who)", color: "var(--paper)", font: "var(--text-label)", fontWeight: "600", whiteSpace: "nowrap",
  pointerEvents: "none",
};

export const look = EditorView.theme({
  "&": { height: "100%", minHeight: "0", color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none", boxShadow: "inset 2px 0 0 var(--accent)" },
  ".cm-scroller": { font: "400 16px / 26px var(--font)", overflow: "auto" },
  ".cm-content": { padding: "var(--space-3) 0 var(--space-6)", caretColor: "var(--ink)" },
  ".cm-line": { maxWidth: "var(--measure)", padding: "0 var(--space-4)" },
  ".cm-placeholder": { color: "var(--ink-3)" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: "2px solid var(--ink)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--accent-soft) !important" },

  ".note-line--title": { fontWeight: "650", fontSize: "18px" },
  ".note-line--heading": { fontWeight: "650" },
  ".note-line--quote, .note-line--done": { color: "var(--ink-3)" },
  ".note-line--done": { textDecoration: "line-through" },

  ".note-caret": { "--who": "var(--accent)", position: "relative", borderLeft: "2px solid var(--who)", marginRight: "-2px" },
  ".note-caret--mentor": { "--who": "var(--mentor)" },
  ".note-caret--mentee": { "--who": "var(--mentee)" },
  ".note-caret__name": label,
  // Above the first line there is no room for a name.
  ".cm-line:first-child .note-caret__name": { top: "100%", bottom: "auto" },
  // It shows whose caret that is whenever it moves, then leaves the words to be read.
  "@media (prefers-reduced-motion: no-preference)": {
    ".note-caret__name": { animation: `note-name ${NAME_STAYS} forwards` },
  },
  "@keyframes note-name": { "0%, 85%": { opacity: "1" }, "100%": { opacity: "0" } },
  ".note-selection": { background: "var(--accent-soft)" },
  ".note-selection--mentor": { background: "var(--mentor-soft)" },
  ".note-selection--mentee": { background: "var(--mentee-soft)" },
});
