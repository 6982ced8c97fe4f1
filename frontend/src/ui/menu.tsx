// A button that opens a menu: arrows move, Escape and a press elsewhere close, focus returns. Not here: page menus (page/menus).
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

const GAP = 6;
const EDGE = 8;

export interface Item {
  readonly label: string;
  readonly icon: string;
  readonly href?: string;
  readonly isDanger?: boolean;
  readonly onPick?: () => void;
}

interface MenuProps {
  label: string;
  icon: string;
  items: readonly Item[];
  onOpen?: (isOpen: boolean) => void;
}

export function Menu({ label, icon, items, onOpen }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const turn = (open: boolean) => {
    setOpen(open);
    onOpen?.(open);
  };
  const close = (isBack = true) => {
    turn(false);
    if (isBack) button.current?.focus();
  };
  return (
    <div class="menu">
      <button
        ref={button} type="button" class="icon-button" title={label} aria-label={label}
        aria-haspopup="menu" aria-expanded={isOpen} onClick={() => turn(!isOpen)}
      >
        <Icon name={icon} />
      </button>
      {isOpen && (
        <Layer onClose={close} role="menu" label={label} class="menu__items layer">
          {items.map((item) => <MenuItem key={item.label} item={item} onDone={() => close()} />)}
        </Layer>
      )}
    </div>
  );
}

function MenuItem({ item, onDone }: { item: Item; onDone: () => void }) {
  const cls = item.isDanger ? "menu__item menu__item--danger" : "menu__item";
  const inside = <><Icon name={item.icon} />{item.label}</>;
  if (item.href) return <a role="menuitem" class={cls} href={item.href}>{inside}</a>;
  const pick = () => {
    onDone();
    item.onPick?.();
  };
  return <button type="button" role="menuitem" class={cls} onClick={pick}>{inside}</button>;
}

interface LayerProps {
  role: "menu" | "dialog";
  label: string;
  class: string;
  onClose: (isBack?: boolean) => void;
  children: ComponentChildren;
}

/** Something laid over the page beside its button: first control focused, arrows go through, Escape closes. */
export function Layer({ role, label, class: cls, onClose, children }: LayerProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const layer = ref.current!;
    const place = () => putBeside(layer, layer.parentElement!);
    const elsewhere = (event: Event) => {
      if (!layer.parentElement?.contains(event.target as Node)) onClose(false);
    };
    layer.showPopover();
    place();
    controls(layer)[0]?.focus({ preventScroll: true });
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("scroll", place, { capture: true, passive: true });
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("scroll", place, { capture: true });
    };
  }, []);
  return (
    <div ref={ref} popover="manual" role={role} aria-label={label} class={cls} onKeyDown={(event) => onLayerKey(event, ref.current, onClose)}>
      {children}
    </div>
  );
}

/** Below its button where there is room, else above; inside the window in any case. */
function putBeside(layer: HTMLElement, button: HTMLElement): void {
  const [at, size] = [button.getBoundingClientRect(), layer.getBoundingClientRect()];
  const isBelow = at.bottom + GAP + size.height <= innerHeight - EDGE || at.top < size.height + GAP + EDGE;
  const top = isBelow ? at.bottom + GAP : at.top - GAP - size.height;
  layer.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - EDGE - size.height))}px`;
  layer.style.left = `${Math.max(EDGE, Math.min(at.right - size.width, innerWidth - EDGE - size.width))}px`;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function onLayerKey(event: KeyboardEvent, layer: HTMLElement | null, close: () => void): void {
  const stepBy = STEPS[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    close();
    if (event.key === "Tab") return;
  } else if (stepBy) {
    const all = controls(layer);
    const at = all.indexOf(document.activeElement as HTMLElement);
    all.at((at + stepBy + all.length) % all.length)?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

function controls(layer: HTMLElement | null): HTMLElement[] {
  return [...(layer?.querySelectorAll<HTMLElement>("button, a[href]") ?? [])];
}
