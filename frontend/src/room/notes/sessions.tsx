// Which session's note is shown: those that there are, and the choice among them. Not here: the note itself (notes).
import { useEffect, useState } from "preact/hooks";
import type { SessionNote } from "../../protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

/** A session that begins so soon is the one whose note is wanted, rather than the last one's. */
const SOON_MS = 12 * 3_600_000;

/** The session that a link to this page names. */
export function linkedSession(): string | null {
  return /^#note-(.+)$/.exec(location.hash)?.[1] ?? null;
}

export interface Listed {
  readonly sessions: readonly SessionNote[] | null;
  readonly hasFailed: boolean;
}

/** Newest first; asked for again whenever the sessions ahead are others, or the connection is back. */
export function useSessions(model: RoomModel, isWanted: boolean): Listed {
  const [listed, setListed] = useState<Listed>({ sessions: null, hasFailed: false });
  const isLive = model.isLive.value;
  useEffect(() => {
    if (isWanted && isLive) void read(model).then((found) => setListed(({ sessions }) => ({ sessions: found ?? sessions, hasFailed: !found })));
  }, [isWanted, isLive, model.state.value.outlook]);
  return listed;
}

async function read(model: RoomModel): Promise<SessionNote[] | null> {
  const { done } = await model.live.ask({ type: "note.list", room: model.state.peek().id, data: { session: linkedSession() } });
  return done?.session_notes ?? null;
}

/** The one that goes on, begins soon, or was last; before any of these the next one. */
export function likeliest(sessions: readonly SessionNote[], now: number): string | null {
  const begun = sessions.find((one) => !one.is_cancelled && Date.parse(one.starts_at) <= now + SOON_MS);
  return (begun ?? sessions.at(-1))?.session ?? null;
}

interface ChoiceProps {
  model: RoomModel;
  listed: Listed;
  chosen: string | null;
  onChoose: (session: string) => void;
}

export function SessionChoice({ model, listed: { sessions, hasFailed }, chosen, onChoose }: ChoiceProps) {
  if (!sessions?.length || !chosen) {
    return <p class="note__choice" role="status">{t(sessions ? "notes.no_session" : hasFailed ? "notes.not_listed" : "notes.opening")}</p>;
  }
  return (
    <div class="note__choice">
      <select aria-label={t("notes.which_session")} value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {sessions.map((one) => <option key={one.session} value={one.session}>{named(one, model)}</option>)}
      </select>
      <a class="icon-button" href={`${model.boot.urls.sessions}${chosen}/`} title={t("notes.to_session")} aria-label={t("notes.to_session")}>
        <Icon name="calendar" />
      </a>
    </div>
  );
}

/** By the clock that the server read in my zone; a browser's own rules of zones may be old. */
function named({ local, title, is_cancelled }: SessionNote, model: RoomModel): string {
  const style = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" } as const;
  const when = new Intl.DateTimeFormat(model.zone.value.language, { ...style, timeZone: "UTC" }).format(Date.parse(`${local}Z`));
  const said = is_cancelled ? t("notes.cancelled", { when }) : when;
  return title ? `${said} · ${title}` : said;
}
