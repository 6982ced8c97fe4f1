// The bar that lies over the log while there is no connection; it never moves anything. Not here: reconnecting (live/).
import { useEffect, useState } from "preact/hooks";
import type { Link } from "../live/link.ts";
import { Icon } from "../ui/icon.tsx";
import { count, t } from "../ui/words.ts";
import type { RoomModel } from "./model.ts";

const SHOWN_AFTER_MS = 2_000;
const BACK_STAYS_MS = 2_500;

export function ConnectionBar({ model }: { model: RoomModel }) {
  const link = model.link.value;
  const now = model.now.value;
  const isTroubled = link.troubledSince !== null && (link.phase === "closed" || now - link.troubledSince >= SHOWN_AFTER_MS);
  const isBack = useBack(isTroubled);
  if (!isTroubled && !isBack) return <div class="bar" role="status" />;
  return (
    <div class="bar" role="status">
      <div class={isTroubled ? "bar__words" : "bar__words bar__words--back"}>
        <Icon name={isTroubled ? "wifi-off" : "check"} size="small" />
        {isTroubled ? <Trouble model={model} link={link} now={now} /> : t("link.back")}
      </div>
    </div>
  );
}

function Trouble({ model, link, now }: { model: RoomModel; link: Link; now: number }) {
  if (link.stop) return <Stopped code={link.stop.code} signIn={model.boot.urls.sign_in} />;
  const seconds = Math.max(1, Math.ceil(((link.until ?? now) - now) / 1_000));
  const isWaiting = link.phase === "waiting" || link.phase === "offline";
  const words = !isWaiting ? t("link.connecting") : t(link.phase === "offline" ? "link.offline" : "link.waiting", { seconds });
  return (
    <>
      <span>{words} {model.unsent.value > 0 && count("link.unsent", model.unsent.value)}</span>
      {isWaiting && <button type="button" class="link-button" onClick={() => model.live.dispatch({ on: "wake" })}>{t("link.try_now")}</button>}
    </>
  );
}

/** The site has ended the connection for a reason that coming back would not change. */
function Stopped({ code, signIn }: { code: number; signIn: string }) {
  if (code === 4401) {
    const next = encodeURIComponent(location.pathname);
    return <><span>{t("link.signed_out")}</span> <a href={`${signIn}?next=${next}`}>{t("link.sign_in")}</a></>;
  }
  return (
    <>
      <span>{t(code === 4426 ? "link.outdated" : "link.stopped")}</span>{" "}
      <button type="button" class="link-button" onClick={() => location.reload()}>{t("room.reload")}</button>
    </>
  );
}

/** For a moment after trouble that was shown: say that it is over. */
function useBack(isTroubled: boolean): boolean {
  const [wasTroubled, setWas] = useState(false);
  useEffect(() => {
    if (isTroubled) setWas(true);
    else if (wasTroubled) {
      const timer = setTimeout(() => setWas(false), BACK_STAYS_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [isTroubled, wasTroubled]);
  return wasTroubled && !isTroubled;
}
