// What is written about the next session, where else one meets, and that it begins soon. Not here: when it is (ahead).
import { useEffect, useState } from "preact/hooks";
import type { SessionView } from "../../protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { Markup } from "../../ui/markup.tsx";
import { show } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

interface Said { agenda: string; minutes: string; link: string; hinted: boolean }

// As early as a session may begin (calendar_sync.sessions.holding).
const EARLY_MS = 15 * 60_000;
const UNREADABLE = "unreadable";

/** `state` is whatever changes when something was written: then what is shown is asked for anew; `time` is when it begins. */
export function SessionWords({ model, session, now, state, time }: { model: RoomModel; session: SessionView; now: number; state: object; time: string }) {
  const [isOpen, setOpen] = useState(false);
  const begins = Date.parse(session.starts_at);
  const isNear = begins - EARLY_MS <= now;
  const said = useSaid(`${model.boot.urls.sessions}${session.id}/read/`, isOpen || isNear, state, isNear && now);
  const isHinted = isNear && now < begins && said !== UNREADABLE && !!said?.hinted;
  const hint = t("ahead.session_soon", { time });
  // Beside the line, which stands in the chat alone: whoever looks at goals or notes sees it too.
  useEffect(() => { if (isHinted) show(hint); }, [isHinted, hint]);
  return (
    <>
      {isHinted && <p class="chat__hint"><Icon name="clock" />{hint}</p>}
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

/** `near` is the time once the session is near: what could not be read then is asked for again. */
function useSaid(url: string, isWanted: boolean, state: object, near: number | false): Said | typeof UNREADABLE | null {
  const [said, setSaid] = useState<Said | typeof UNREADABLE | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    void read(url).then((found) => isCurrent && setSaid(found));
    return () => { isCurrent = false; };
  }, [url, isWanted, state, said === UNREADABLE ? near : !!near]);
  return said;
}

async function read(url: string): Promise<Said | typeof UNREADABLE> {
  try {
    return (await (await fetch(url)).json()) as Said;
  } catch {
    return UNREADABLE;
  }
}
