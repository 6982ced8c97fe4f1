// What Enter does in a list: the next item, or its end when the item is empty (pure). Not here: the editor.

const ITEM = /^(\s*)(?:([-*+]) (\[[ xX]\] )?|(\d{1,9})([.)]) )(.*)$/;

/** What the next line begins with; an empty text ends the list; null where there is no list. */
export function nextItem(line: string): string | null {
  const found = ITEM.exec(line);
  if (!found) return null;
  const [, indent = "", bullet, box, number, dot = "", words = ""] = found;
  if (!words.trim()) return "";
  return bullet ? `${indent}${bullet} ${box ? "[ ] " : ""}` : `${indent}${Number(number) + 1}${dot} `;
}
