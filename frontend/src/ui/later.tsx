// A part of the page whose script is fetched when it is first shown. Not here: what it shows.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "./words.ts";

interface LaterProps<P> {
  load: () => Promise<{ default: ComponentType<P> }>;
  with: P;
}

export function Later<P>({ load, with: props }: LaterProps<P>) {
  const [Part, setPart] = useState<ComponentType<P> | null>();
  const fetch = () => void load().then((part) => setPart(() => part.default), () => setPart(null));
  useEffect(fetch, []);
  if (Part) return <Part {...props as P & object} />;
  return <p class="later">{Part === null && <button type="button" class="button" onClick={fetch}>{t("log.try_again")}</button>}</p>;
}
