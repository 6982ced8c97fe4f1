// Dragging items between lists by mouse, pen and finger (long press). Not here: where they land (drop), the keyboard's way.
import { type Landing, type Lane, landing, markOf, scrollStep } from "./drop.ts";

const LIFT_PIXELS = 6;
const LONG_PRESS_MS = 350;
const CLICK_FOLLOWS_MS = 50;

export interface Plan {
  /** The item that a press is on, if it may be dragged. */
  pick(target: Element): HTMLElement | null;
  lanes(item: HTMLElement): readonly Lane[];
  /** What scrolls when the pointer comes near its edges. */
  scrollers(): readonly HTMLElement[];
  drop(item: HTMLElement, to: Landing): void;
}

/** Let items inside a root be dragged; gives the way to stop that. */
export function tendDragging(root: HTMLElement, plan: Plan): () => void {
  let drag: Drag | null = null;
  const begin = (event: PointerEvent) => {
    const item = event.button === 0 && event.isPrimary ? plan.pick(event.target as Element) : null;
    if (item) drag = new Drag(event, { root, item, plan });
  };
  // A browser asks who stops its scrolling before the press is long, so this listener is always there.
  const hold = (event: TouchEvent) => drag?.isLifted && event.preventDefault();
  root.addEventListener("pointerdown", begin);
  root.addEventListener("touchmove", hold, { passive: false });
  return () => {
    drag?.end();
    root.removeEventListener("pointerdown", begin);
    root.removeEventListener("touchmove", hold);
  };
}

class Drag {
  #at: { x: number; y: number };
  #ghost: HTMLElement | null = null;
  #lanes: readonly Lane[] = [];
  #scrollers: readonly HTMLElement[] = [];
  #landing: Landing | null = null;
  #frame = 0;
  #isStale = true;
  readonly #from: { x: number; y: number };
  readonly #item: HTMLElement;
  readonly #plan: Plan;
  readonly #isTouch: boolean;
  readonly #timer: number;
  readonly #mark = document.createElement("div");
  readonly #over = new AbortController();

  constructor(event: PointerEvent, { root, item, plan }: { root: HTMLElement; item: HTMLElement; plan: Plan }) {
    [this.#item, this.#plan, this.#isTouch] = [item, plan, event.pointerType === "touch"];
    this.#from = this.#at = { x: event.clientX, y: event.clientY };
    this.#timer = this.#isTouch ? window.setTimeout(() => this.#lift(), LONG_PRESS_MS) : 0;
    const { signal } = this.#over;
    document.addEventListener("pointermove", (next) => this.#move(next), { signal });
    document.addEventListener("pointerup", () => this.#drop(), { signal });
    document.addEventListener("pointercancel", () => this.end(), { signal });
    document.addEventListener("contextmenu", (menu) => this.#isTouch && menu.preventDefault(), { signal });
    document.addEventListener("scroll", () => (this.#isStale = true), { signal, capture: true });
    document.addEventListener("keydown", (key) => this.#escape(key), { signal, capture: true });
    // What others do meanwhile moves the items under a pointer that holds still.
    const changes = new MutationObserver(() => this.#moved());
    changes.observe(root, { childList: true, characterData: true, subtree: true });
    signal.addEventListener("abort", () => changes.disconnect());
  }

  get isLifted(): boolean {
    return this.#ghost !== null;
  }

  end(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#over.abort();
    this.#ghost?.remove();
    this.#mark.remove();
    delete this.#item.dataset["lifted"];
    if (this.#ghost) swallowClick();
    this.#ghost = null;
  }

  #move(event: PointerEvent): void {
    this.#at = { x: event.clientX, y: event.clientY };
    if (this.#ghost) return this.#next();
    if (Math.hypot(this.#at.x - this.#from.x, this.#at.y - this.#from.y) < LIFT_PIXELS) return;
    // A finger that moves before the press was long scrolls.
    if (this.#isTouch) this.end();
    else this.#lift();
  }

  #moved(): void {
    this.#isStale = true;
    if (this.#ghost) this.#next();
  }

  #lift(): void {
    const { width, left, top } = this.#item.getBoundingClientRect();
    this.#ghost = this.#item.cloneNode(true) as HTMLElement;
    this.#ghost.classList.add("is-ghost");
    this.#ghost.inert = true;
    Object.assign(this.#ghost.style, { width: `${width}px`, left: `${left}px`, top: `${top}px` });
    this.#mark.className = "drop-mark";
    this.#scrollers = this.#plan.scrollers();
    document.body.append(this.#mark, this.#ghost);
    this.#item.dataset["lifted"] = "";
    getSelection()?.removeAllRanges();
    this.#next();
  }

  #next(): void {
    this.#frame ||= requestAnimationFrame(() => this.#follow());
  }

  #follow(): void {
    this.#frame = 0;
    if (!this.#ghost) return;
    const { x, y } = this.#at;
    // All that is measured comes before all that is set, so that a frame lays the page out once at most.
    if (this.#scroll(x, y)) this.#next();
    if (this.#isStale) this.#lanes = this.#plan.lanes(this.#item);
    this.#isStale = false;
    this.#landing = landing(x, y, this.#lanes);
    this.#ghost.style.transform = `translate(${x - this.#from.x}px, ${y - this.#from.y}px)`;
    if (!this.#landing) return;
    const { left, top, width } = markOf(this.#landing);
    Object.assign(this.#mark.style, { transform: `translate(${left}px, ${top}px)`, width: `${width}px` });
  }

  #scroll(x: number, y: number): boolean {
    return this.#scrollers.map((one) => {
      const box = one.getBoundingClientRect();
      const before = one.scrollLeft + one.scrollTop;
      if (x >= box.left && x <= box.right) one.scrollTop += scrollStep(y, box.top, box.bottom);
      if (y >= box.top && y <= box.bottom) one.scrollLeft += scrollStep(x, box.left, box.right);
      return one.scrollLeft + one.scrollTop !== before;
    }).some(Boolean);
  }

  #drop(): void {
    const isLifted = this.isLifted;
    if (isLifted) this.#follow();
    const to = this.#landing;
    this.end();
    if (isLifted && to) this.#plan.drop(this.#item, to);
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#ghost) return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  }
}

/** The click of the let go pointer was not meant for what it was let go over. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), CLICK_FOLLOWS_MS);
}
