// Before signing out: ask when words are unsent, then forget drafts and unsent words on this device.
import { render } from "preact";
import { isUnsent } from "../live/outbox.ts";
import { countKept, emptyShelf } from "../live/shelf.ts";
import type { Live } from "../live/socket.ts";
import { forgetDrafts } from "../room/drafts.ts";
import { Ask } from "../ui/dialog.tsx";
import { count, t } from "../ui/words.ts";

export function guardSignOut(person: string, live: Live): void {
  // Capturing comes before the page's own guard, which would mark the form as sent.
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("form[data-sign-out], form[action$='/logout/']")) return;
    event.preventDefault();
    event.stopPropagation();
    void leave(person, live, form);
  }, { capture: true });
}

async function leave(person: string, live: Live, form: HTMLFormElement): Promise<void> {
  const here = live.link.outbox.filter((entry) => !entry.kept && isUnsent(entry)).length;
  const unsent = here + (await countKept(person));
  if (unsent) ask(unsent, () => void forget(person, form));
  else await forget(person, form);
}

async function forget(person: string, form: HTMLFormElement): Promise<void> {
  await emptyShelf(person);
  forgetDrafts(person);
  form.submit();
}

function ask(unsent: number, onYes: () => void): void {
  const place = document.body.appendChild(document.createElement("div"));
  const close = () => {
    render(null, place);
    place.remove();
  };
  render(
    <Ask title={count("unsent.title", unsent)} text={t("unsent.text")} yes={t("unsent.leave")} no={t("unsent.stay")} onYes={onYes} onClose={close} />,
    place,
  );
}
