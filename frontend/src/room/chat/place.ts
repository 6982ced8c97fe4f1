// Keeps the reader's place in the scrolling log: at its end, or at the row they were reading, to the pixel. Not here: rows.

const AT_END_PIXELS = 40;
const NEAR_PIXELS = 800;

export class Place {
  isAtEnd = true;
  readonly #scroller: HTMLElement;
  #anchor: { row: HTMLElement; top: number } | null = null;
  #scrollTop = 0;

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
    // Rows above that are yet to be drawn make a poor anchor, so our own scrolling keeps the one there is.
    if (!this.isAtEnd && this.#anchor?.row.isConnected && this.#scroller.scrollTop === this.#scrollTop) return;
    const row = this.isAtEnd ? undefined : this.#firstInSight();
    this.#anchor = row ? { row, top: row.getBoundingClientRect().top - this.#top() } : null;
    this.#scrollTop = this.#scroller.scrollTop;
  }

  /**
   * Put the reader back there after rows came, went, or changed their height. What they scrolled themselves meanwhile,
   * before any event told of it, is theirs: the browser's own anchoring is off, so nobody else moves the log.
   */
  hold(): void {
    const scrolled = this.#scrolled();
    if (this.isAtEnd && (scrolled >= 0 || this.#toEnd() <= AT_END_PIXELS)) this.end();
    else if (!this.isAtEnd && this.#anchor?.row.isConnected) {
      const moved = this.#anchor.row.getBoundingClientRect().top - this.#top() - this.#anchor.top + scrolled;
      if (Math.abs(moved) >= 0.5) this.#scroller.scrollTop += moved;
      this.#anchor.top -= scrolled;
      this.#scrollTop = this.#scroller.scrollTop;
    } else this.note();
  }

  /** By how much the reader has scrolled since; a log that became too short to stand there moved by itself. */
  #scrolled(): number {
    const moved = this.#scroller.scrollTop - this.#scrollTop;
    return moved < 0 && this.#toEnd() < 1 ? 0 : moved;
  }

  end(): void {
    this.isAtEnd = true;
    this.#anchor = null;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#scrollTop = this.#scroller.scrollTop;
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

  /**
   * The words of the first line that stands whole in sight; a line may lose its head when others come before it, its words
   * stay. Lines stand in order, so halving finds it.
   */
  #firstInSight(): HTMLElement | undefined {
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const words = this.#scroller.querySelectorAll<HTMLElement>(".line__text, .line__gone");
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle]!.getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    const [first, next] = [words[low], words[low + 1]];
    const isCut = !!first && first.getBoundingClientRect().top < top;
    return isCut && next && next.getBoundingClientRect().top < bottom ? next : first;
  }

  #toEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #top(): number {
    return this.#scroller.getBoundingClientRect().top;
  }
}
