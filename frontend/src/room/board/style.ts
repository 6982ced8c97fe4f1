// The board's own style sheet, which the first paint of a room does without. Not here: any rule (css/board.css).

/** Resolves once the sheet is there; without it the board can still be read. */
export function wearStyle(): Promise<void> {
  const href = document.querySelector<HTMLElement>("live-room")?.dataset["boardStyle"];
  if (!href) return Promise.resolve();
  return new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}
