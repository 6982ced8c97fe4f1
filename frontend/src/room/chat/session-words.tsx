// What is written about the next session, and where else one meets, asked for when somebody wants to see it. Not here: when it is (ahead).
import { useEffect, useState } from "preact/hooks";
import type { SessionView } from "../../protocol.ts";
import { Markup } from "../../ui/markup.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

interface Said { agenda: string; minutes: string; link: string }

// As early as a session may begin (calendar_sync.sessions.holding).
const EARLY_MS = 15 * 60_000;
const UNREADABLE = "unreadable";

/** `state` is whatever changes when something was written: then what is shown is asked for anew. */
export function SessionWords({ model, session, now, state }: { model: RoomModel; session: SessionView; now: number; state: object }) {
  const [isOpen, setOpen] = useState(false);
  const isNear = Date.parse(session.starts_at) - EARLY_MS <= now;
  const said = useSaid(`${model.boot.urls.sessions}${session.id}/read/`, isOpen || isNear, state);
  return (
    <>
      {isNear && said && said !== UNREADABLE && said.link && <p><a class="button button--small" href={said.link} target="_blank" rel="noopener noreferrer">{t("ahead.session_link")}</a></p>}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("ahead.session_words")}</summary>
        {said && <div class="chat__words" tabIndex={0} role="region" aria-label={t("ahead.session_words")}>{said === UNREADABLE ? <p>{t("notes.not_listed")}</p> : <Texts model={model} said={said} />}</div>}
      </details>
    </>
  );
}

function Texts({ model, said }: { model: RoomModel; said: Said }) {
  if (!said.agenda && !said.minutes) return <p>{t("ahead.session_no_words")}</p>;
  const text = (words: string) => <Markup text={words} names={model.names.value} me={model.boot.me.id} />;
  return <>{said.agenda && text(said.agenda)}{said.minutes && <><h3>{t("ahead.session_minutes")}</h3>{text(said.minutes)}</>}</>;
}

function useSaid(url: string, isWanted: boolean, state: object): Said | typeof UNREADABLE | null {
  const [said, setSaid] = useState<Said | typeof UNREADABLE | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    void read(url).then((found) => isCurrent && setSaid(found));
    return () => { isCurrent = false; };
  }, [url, isWanted, state]);
  return said;
}

async function read(url: string): Promise<Said | typeof UNREADABLE> {
  try {
    return (await (await fetch(url)).json()) as Said;
  } catch {
    return UNREADABLE;
  }
}
