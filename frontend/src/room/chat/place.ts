// Keeps the reader's place in the scrolling log: at its end, or at the row they were reading, to the pixel. Not here: rows.

const AT_END_PIXELS = 40;
const NEAR_PIXELS = 800;

export class Place {
  isAtEnd = true;
  readonly #scroller: HTMLElement;
  #anchor: { row: HTMLElement; top: number } | null = null;

  readonly #isPartial: () => boolean;

  /** A log that ends before its newest message has no end to stay at. */
  constructor(scroller: HTMLElement, isPartial: () => boolean) {
    this.#scroller = scroller;
    this.#isPartial = isPartial;
  }

  get isNearStart(): boolean {
    return this.#scroller.scrollTop < NEAR_PIXELS;
  }

  get isNearEnd(): boolean {
    return this.#toEnd() < NEAR_PIXELS;
  }

  /** Remember where the reader is. */
  note(): void {
    this.isAtEnd = this.#toEnd() <= AT_END_PIXELS && !this.#isPartial();
    const row = this.isAtEnd ? undefined : this.#firstInSight();
    this.#anchor = row ? { row, top: row.getBoundingClientRect().top - this.#top() } : null;
  }

  /** Put the reader back there after rows came, went, or changed their height. */
  hold(): void {
    if (this.isAtEnd) this.end();
    else if (this.#anchor?.row.isConnected) {
      const moved = this.#anchor.row.getBoundingClientRect().top - this.#top() - this.#anchor.top;
      if (Math.abs(moved) >= 0.5) this.#scroller.scrollTop += moved;
    } else this.note();
  }

  end(): void {
    this.isAtEnd = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** Bring an element into view; rows that were never drawn have a guessed height, so it takes a second look. */
  show(element: HTMLElement, block: ScrollLogicalPosition): void {
    this.isAtEnd = false;
    element.scrollIntoView({ block });
    requestAnimationFrame(() => {
      element.scrollIntoView({ block });
      this.note();
    });
  }

  /** The first line that reaches below the upper edge: lines stand in order, so halving finds it. */
  #firstInSight(): HTMLElement | undefined {
    const top = this.#top();
    const lines = this.#scroller.querySelectorAll<HTMLElement>(".line");
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle]!.getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    return lines[low];
  }

  #toEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #top(): number {
    return this.#scroller.getBoundingClientRect().top;
  }
}
