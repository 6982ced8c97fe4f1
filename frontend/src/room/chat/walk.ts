// Walking through the lines by arrow keys. Not here: what a key does on one line (line).

/** Focus the next or previous line; from the log itself, its last one. */
export function stepFocus(scroller: HTMLElement, by: 1 | -1): void {
  const lines = [...scroller.querySelectorAll<HTMLElement>(".line[data-message]")];
  const at = lines.findIndex((line) => line.contains(document.activeElement));
  const next = at === -1 ? lines.at(-1) : lines[Math.min(lines.length - 1, Math.max(0, at + by))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
