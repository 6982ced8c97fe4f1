// Who is typing, and beside it the hint how to send. Not here: telling others that one types oneself (model).
import { t } from "../../ui/words.ts";
import type { RoomModel } from "../model.ts";

export function TypingLine({ model }: { model: RoomModel }) {
  const names = Object.keys(model.state.value.typing).map((id) => model.nameOf(id));
  return (
    <div class="under">
      <p class="under__typing" aria-live="polite">
        {names.length > 0 && <span class="typing" aria-hidden="true"><i /><i /><i /></span>}
        {words(names)}
      </p>
      <p class="under__hint" id="compose-hint">{t("compose.hint")}</p>
    </div>
  );
}

function words(names: readonly string[]): string {
  const [a = "", b = ""] = names;
  if (names.length === 0) return "";
  if (names.length === 1) return t("typing.one", { a });
  return names.length === 2 ? t("typing.two", { a, b }) : t("typing.several");
}
