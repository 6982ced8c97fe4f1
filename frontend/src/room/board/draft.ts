// Words being written into a field: saved when the field is left or by Enter, restored by Escape; what others write into the
// same field meanwhile is told, not taken over. Not here: fields themselves (field, steps).
import { useState } from "preact/hooks";

interface Begun {
  readonly text: string;
  /** What stood there when it was begun, and the version of that. */
  readonly from: string;
  readonly base: number;
}

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function useDraft(value: string, version: number, save: (text: string, base: number) => void) {
  const [begun, set] = useState<Begun | null>(null);
  const commit = () => {
    if (begun && begun.text !== begun.from) save(begun.text, begun.base);
    set(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isLine = !(event.target instanceof HTMLTextAreaElement);
    if (event.isComposing) return;
    if (event.key === "Enter" && (isLine || event.ctrlKey || event.metaKey)) commit();
    else if (event.key === "Escape" && begun) set(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    box: {
      value: begun?.text ?? value,
      onInput: (event: { currentTarget: Box }) => set({ from: begun?.from ?? value, base: begun?.base ?? version, text: event.currentTarget.value }),
      onBlur: commit,
      onKeyDown,
    },
    /** What somebody else has written there since it was begun. */
    theirs: begun && value !== begun.from ? value : null,
  };
}
