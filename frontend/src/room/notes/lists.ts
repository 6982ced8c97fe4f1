// Items of a list in the text: what Enter goes on with, and which are open (pure). Not here: the editor.

const ITEM = /^(\s*)(?:([-*+]) (\[[ xX]\] )?|(\d{1,9})([.)]) )(.*)$/;

const OPEN = /^\s*[-*+] \[ \] (\S.*)$/;

/** What the next line begins with; an empty text ends the list; null where there is no list. */
export function nextItem(line: string): string | null {
  const found = ITEM.exec(line);
  if (!found) return null;
  const [, indent = "", bullet, box, number, dot = "", words = ""] = found;
  if (!words.trim()) return "";
  return bullet ? `${indent}${bullet} ${box ? "[ ] " : ""}` : `${indent}${Number(number) + 1}${dot} `;
}

/** The words of an open item, without its marks; null on any other line. */
export function openItem(line: string): string | null {
  return OPEN.exec(line)?.[1]?.trim() ?? null;
}
