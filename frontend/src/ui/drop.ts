// Where something that is dragged would land, on both axes, and how fast an edge scrolls (pure). Not here: pointers (drag).

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A list that takes items; the dragged one is not among them. */
export interface Lane {
  readonly id: string;
  readonly box: Box;
  readonly items: readonly Box[];
}

export interface Landing {
  readonly lane: Lane;
  readonly index: number;
}

const EDGE_PIXELS = 48;
const FASTEST_PIXELS = 14;

/** The nearest list, before the first item whose middle lies below the point. */
export function landing(x: number, y: number, lanes: readonly Lane[]): Landing | null {
  const [lane] = lanes.toSorted((a, b) => distance(x, y, a.box) - distance(x, y, b.box));
  if (!lane) return null;
  const index = lane.items.findIndex((item) => y < (item.top + item.bottom) / 2);
  return { lane, index: index === -1 ? lane.items.length : index };
}

/** The line between the two neighbours of a landing. */
export function markOf({ lane, index }: Landing): { left: number; top: number; width: number } {
  const [above, below] = [lane.items[index - 1], lane.items[index]];
  const top = above && below ? (above.bottom + below.top) / 2 : above ? above.bottom + 4 : below ? below.top - 4 : lane.box.top + 4;
  return { left: lane.box.left, top, width: lane.box.right - lane.box.left };
}

/** How far to scroll in one frame when the pointer is at this place between two edges. */
export function scrollStep(at: number, from: number, to: number): number {
  const edge = Math.min(EDGE_PIXELS, (to - from) / 4);
  if (at < from + edge) return -Math.ceil(Math.min(1, (from + edge - at) / edge) * FASTEST_PIXELS);
  if (at > to - edge) return Math.ceil(Math.min(1, (at - to + edge) / edge) * FASTEST_PIXELS);
  return 0;
}

function distance(x: number, y: number, box: Box): number {
  const across = Math.max(box.left - x, 0, x - box.right);
  const along = Math.max(box.top - y, 0, y - box.bottom);
  return Math.hypot(across, along);
}
