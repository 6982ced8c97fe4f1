// A modal dialog on the platform's own element: focus stays in, Escape closes, focus returns. Not here: what it asks.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "./words.ts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  return (
    <dialog ref={ref} class="dialog" aria-labelledby={id} onClose={onClose} {...useOutside(ref, onClose)}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** A press that begins and ends outside closes; the end of the long press that opened the dialog does not. */
function useOutside(ref: { current: HTMLDialogElement | null }, onClose: () => void) {
  const began = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => void (began.current = event.target === ref.current),
    onClick: (event: MouseEvent) => began.current && event.target === ref.current && onClose(),
  };
}

interface AskProps {
  title: string;
  text: string;
  yes: string;
  no: string;
  onYes: () => void;
  onClose: () => void;
}

/** One question with two answers; the harmless one has the focus. */
export function Ask({ title, text, yes, no, onYes, onClose }: AskProps) {
  const answer = () => {
    onClose();
    onYes();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="buttons dialog__buttons">
        <button type="button" class="button button--danger" onClick={answer}>{yes}</button>
        <button type="button" class="button" autofocus onClick={onClose}>{no}</button>
      </div>
    </Dialog>
  );
}

export function CloseButton({ onClose }: { onClose: () => void }) {
  return <button type="button" class="button" autofocus onClick={onClose}>{t("ui.close")}</button>;
}
