// What shows that something was reached, and the messages that have to do with a goal. Not here: bringing files in (files/upload).
import { useState } from "preact/hooks";
import { UploadRefused, upload } from "../../files/upload.ts";
import { newId } from "../../live/ids.ts";
import { plain } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { t } from "../../ui/words.ts";
import { wellFormed } from "../model.ts";
import { type GoalPiece, insideOf } from "./arrange.ts";
import { shortMoment } from "./days.ts";
import type { BoardModel } from "./model.ts";

interface EvidenceProps {
  board: BoardModel;
  goal: GoalPiece;
  canEdit: boolean;
}

export function EvidenceList(props: EvidenceProps) {
  const { board, goal, canEdit } = props;
  const { evidence } = insideOf(board.board.value, goal.id);
  return (
    <>
      <section aria-labelledby="evidence">
        <h3 id="evidence">{t("goal.evidence")}</h3>
        {evidence.length === 0 && <p class="goal__none">{t("evidence.none")}</p>}
        <ul class="said">{evidence.map((one) => <EvidenceRow key={one.id} {...props} evidence={one} />)}</ul>
        {canEdit && <EvidenceForm board={board} goal={goal} />}
      </section>
      <Linked {...props} />
    </>
  );
}

/** Words, a file, or both; the file is brought in first. */
function EvidenceForm({ board, goal }: { board: BoardModel; goal: GoalPiece }) {
  const [share, setShare] = useState<number | null>(null);
  const [fault, setFault] = useState("");
  const room = board.room.state.peek().id;
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    const text = wellFormed(String(said.get("text")).trim());
    const chosen = said.get("file") as File;
    if (!text && !chosen.size) return;
    setFault("");
    const file = chosen.size ? await bring(chosen) : null;
    setShare(null);
    if (chosen.size && !file) return;
    board.do({ type: "evidence.add", data: { evidence: newId(), goal: goal.id, text, file } }, t("undo.evidence"));
    form.reset();
  };
  const bring = (file: File) => upload(file, room, { onShare: setShare }).then(({ id }) => id, (reason: Error) => {
    setFault(reason instanceof UploadRefused ? reason.message : t("evidence.file_failed"));
    return null;
  });
  return (
    <form class="form form--wide" onSubmit={(event) => void add(event)}>
      <div class="field">
        <label class="field__label" for="evidence-text">{t("evidence.text")}</label>
        <textarea id="evidence-text" name="text" rows={2} maxLength={2000} />
      </div>
      <div class="field">
        <label class="field__label" for="evidence-file">{t("evidence.file")} <span class="field__optional">{t("evidence.optional")}</span></label>
        <input id="evidence-file" name="file" type="file" />
        {fault && <p class="field__error" role="alert"><Icon name="circle-alert" size="small" />{fault}</p>}
      </div>
      <div class="buttons">
        <button class="button" disabled={share !== null}>{share === null ? t("evidence.add") : t("evidence.uploading", { percent: Math.round(share * 100) })}</button>
      </div>
    </form>
  );
}

function EvidenceRow({ board, goal, canEdit, evidence }: EvidenceProps & { evidence: ReturnType<typeof insideOf>["evidence"][number] }) {
  const { id, by, version } = evidence;
  const isMentor = board.room.state.value.role === "mentor";
  const confirm = () => void board.do({ type: "evidence.confirm", data: { evidence: id, base: version } }, t("undo.confirm"));
  const remove = () => void board.do({ type: "evidence.remove", data: { evidence: id, base: version } }, t("undo.evidence"), true);
  return (
    <li>
      <p class="said__head"><strong>{board.room.nameOf(by)}</strong> <time dateTime={evidence.at}>{shortMoment(evidence.at, board.room.zone.value)}</time></p>
      {evidence.text && <p class="said__text">{evidence.text}</p>}
      {evidence.file && <p><a href={`/rooms/${board.room.state.peek().id}/files/${evidence.file.id}/`} target="_blank" rel="noopener"><Icon name="paperclip" size="small" /> {evidence.file.name}</a></p>}
      {evidence.confirmed_by && <p><span class="tag tag--ok"><Icon name="check" size="small" />{t("evidence.confirmed", { name: board.room.nameOf(evidence.confirmed_by) })}</span></p>}
      {canEdit && (
        <p class="buttons">
          {isMentor && by !== board.me && !evidence.confirmed_by && <button type="button" class="link-button" onClick={confirm}>{t("evidence.confirm")}</button>}
          {(by === board.me || goal.owner === board.me) && <button type="button" class="link-button" onClick={remove}>{t("evidence.remove")}</button>}
        </p>
      )}
    </li>
  );
}

/** The messages that have to do with the goal, each a way back into the chat. */
function Linked({ board, goal, canEdit }: EvidenceProps) {
  const { links } = insideOf(board.board.value, goal.id);
  if (links.length === 0) return null;
  const unlink = (message: string) => void board.do({ type: "goal.unlink", data: { goal: goal.id, message } }, t("undo.link"), true);
  return (
    <section aria-labelledby="linked">
      <h3 id="linked">{t("links.title")}</h3>
      <ul class="said">
        {links.map((link) => {
          const message = board.room.quoted(link.message);
          const words = !message ? t("message.quote_loading") : message.deleted_by ? t("message.quote_gone") : plain(message.text);
          return (
            <li key={link.id} class="linked">
              <button type="button" class="link-button linked__to" onClick={() => board.jumpTo(link.message)}>{words}</button>
              {canEdit && <button type="button" class="icon-button" title={t("links.remove")} aria-label={t("links.remove")} onClick={() => unlink(link.message)}><Icon name="x" size="small" /></button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
