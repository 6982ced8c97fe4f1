// What a tab in the background shows of unread messages: title, favicon, badge. Not here: counting (lines).

const SIZE = 64;
const DOT = "#d2451e";
const plainTitle = document.title;

export function showBadge(unread: number): void {
  document.title = unread ? `(${unread}) ${plainTitle}` : plainTitle;
  void drawIcon(unread > 0);
  const badge = unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.();
  badge?.catch(() => undefined);
}

let plainIcon: string | null = null;
let isMarked = false;

/** The site's icon with a dot in its corner. */
async function drawIcon(mark: boolean): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (!link || mark === isMarked) return;
  plainIcon ??= link.href;
  isMarked = mark;
  const drawn = mark ? await withDot(plainIcon) : plainIcon;
  if (isMarked !== mark || !drawn) return;
  link.type = mark ? "image/png" : "image/svg+xml";
  link.href = drawn;
}

async function withDot(icon: string): Promise<string | null> {
  const image = new Image(SIZE, SIZE);
  image.src = icon;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  await image.decode().catch(() => undefined);
  if (!pen || !image.complete) return null;
  try {
    pen.drawImage(image, 0, 0, SIZE, SIZE);
  } catch {
    // It did not come, as while the site is away; how wide it is would not tell that of an SVG in every browser.
    return null;
  }
  pen.fillStyle = DOT;
  pen.beginPath();
  pen.arc(SIZE - 15, 15, 14, 0, 2 * Math.PI);
  pen.fill();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return blob && URL.createObjectURL(blob);
}
