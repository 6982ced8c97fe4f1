// On touch there is no hovering: a long press opens what can be done. Not here: what opens (deeds).
import { useRef } from "preact/hooks";

const LONG_PRESS_MS = 450;
const CLICK_FOLLOWS_MS = 400;

export function useLongPress(onPress: () => void) {
  const timer = useRef(0);
  const clear = () => clearTimeout(timer.current);
  const press = () => {
    document.addEventListener("pointerup", swallowClick, { once: true, capture: true });
    onPress();
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      clear();
      if (event.pointerType === "touch") timer.current = window.setTimeout(press, LONG_PRESS_MS);
    },
    onPointerUp: clear, onPointerCancel: clear, onPointerMove: clear,
  };
}

/** The click of the lifted finger was meant for the line, not for what has opened under it. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { once: true, capture: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), CLICK_FOLLOWS_MS);
}
