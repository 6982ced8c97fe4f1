// What the board says of messages: chips of the goals they have to do with, and two more deeds. Not here: the chat.
import { computed, useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { MessageView } from "../../protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import type { Item } from "../../ui/menu.tsx";
import { say } from "../../ui/toast.tsx";
import { t } from "../../ui/words.ts";
import type { Beside } from "../model.ts";
import { type GoalPiece, insideOf } from "./arrange.ts";
import type { BoardModel } from "./model.ts";
import { isCheckInDue } from "./due.ts";
import { percent } from "./ring.tsx";

export class Links implements Beside {
  readonly #board: BoardModel;
  /** For each message its goals, as ids in one string: equal strings need no drawing. */
  readonly #linked = computed(() => {
    const found = new Map<string, string[]>();
    for (const [goal, inside] of this.#board.board.value.inside) {
      for (const { message } of inside.links) found.set(message, [...(found.get(message) ?? []), goal]);
    }
    return found;
  });

  constructor(board: BoardModel) {
    this.#board = board;
  }

  under(message: string): ComponentChildren {
    return <Chips board={this.#board} of={() => this.#linked.value.get(message)?.join() ?? ""} />;
  }

  ahead(): ComponentChildren {
    return <DueLine board={this.#board} />;
  }

  deeds(message: MessageView): Item[] {
    const board = this.#board;
    if (!board.canWrite.value || message.deleted_by) return [];
    const link = () => {
      board.room.pane.value = "goals";
      board.linking.value = message;
    };
    // A mentor of several makes a goal of what one of them said: of other words nobody knows for whom it would be.
    const isClear = board.room.state.value.role === "mentee" || board.mentees.value.length < 2 || board.mentees.value.includes(message.by);
    const make = { label: t("links.make"), icon: "target", onPick: () => board.makeGoalOf(message) };
    return [
      ...(isClear ? [make] : []),
      { label: t("links.link"), icon: "link", onPick: link },
    ];
  }
}

/** That check-ins are due is seen in the chat as well, where people are. */
function DueLine({ board }: { board: BoardModel }) {
  const now = board.board.value;
  const due = [...now.goals.values()].filter((goal) => isCheckInDue(goal, insideOf(now, goal.id)));
  const isAsked = board.canWrite.value && !board.room.state.value.outlook?.pause;
  const [first, ...others] = isAsked ? due : [];
  const words = !first ? "" : t(others.length ? "ahead.check_ins" : "ahead.check_in", { title: first.title, count: String(others.length) });
  // A line that comes whole is not read out by itself.
  useEffect(() => {
    if (words) say(words);
  }, [words]);
  if (!first) return null;
  return (
    <p class="chat__closed">
      <Icon name="target" /><span>{words} <button type="button" class="link-button" onClick={() => board.show(first.id, "check_ins")}>{t("check_in.send")}</button></span>
    </p>
  );
}

function Chips({ board, of }: { board: BoardModel; of: () => string }) {
  const goals = useComputed(of).value;
  if (!goals) return null;
  return <p class="chips">{goals.split(",").map((id) => <Chip key={id} board={board} id={id} />)}</p>;
}

function Chip({ board, id }: { board: BoardModel; id: string }) {
  const goal = board.board.value.goals.get(id);
  if (!goal) return null;
  return (
    <button type="button" class="chip" onClick={() => board.show(id)} title={t("links.open")}>
      <Icon name="target" size="small" /><span class="chip__title">{goal.title}</span><span class="chip__state">{stateWords(board, goal)}</span>
    </button>
  );
}

function stateWords(board: BoardModel, goal: GoalPiece): string {
  if (goal.state !== "active") return t(goal.state === "proposed" ? "goal.proposed" : goal.state === "archived" ? "goal.archived" : "goal.declined");
  const { progress, isAtRisk } = board.course(goal);
  const column = board.columnName(board.board.value.columns.find((one) => one.id === goal.column));
  return [column, progress !== null && `${percent(progress)} %`, isAtRisk && t("card.at_risk")].filter(Boolean).join(" · ");
}
