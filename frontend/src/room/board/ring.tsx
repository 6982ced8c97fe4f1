// The ring of one goal: how far it has come, with a mark where its time stands. Not here: the rules (course).
import { t } from "../../ui/words.ts";
import type { Course } from "./course.ts";

const TURN = 2 * Math.PI;

export function Ring({ progress, elapsed, isAtRisk }: Pick<Course, "progress" | "elapsed" | "isAtRisk">) {
  if (progress === null && elapsed === null) return null;
  const angle = TURN * (elapsed ?? 0) - TURN / 4;
  const at = (radius: number) => [18 + radius * Math.cos(angle), 18 + radius * Math.sin(angle)] as const;
  const [[x1, y1], [x2, y2]] = [at(12.5), at(17.5)];
  return (
    <svg class={isAtRisk ? "ring ring--at-risk" : "ring"} viewBox="0 0 36 36" role="img" aria-label={words(progress, elapsed)}>
      <circle class="ring__track" cx="18" cy="18" r="14" />
      {!!progress && <circle class="ring__arc" cx="18" cy="18" r="14" pathLength={100} stroke-dasharray={`${progress * 100} 100`} transform="rotate(-90 18 18)" />}
      {elapsed !== null && <line class="ring__time" x1={x1} y1={y1} x2={x2} y2={y2} />}
      {progress !== null && <text class="ring__figure" x="18" y="21.5">{percent(progress)}</text>}
    </svg>
  );
}

function words(progress: number | null, elapsed: number | null): string {
  const parts = [];
  if (progress !== null) parts.push(t("ring.progress", { percent: percent(progress) }));
  if (elapsed !== null) parts.push(t("ring.time", { percent: percent(elapsed) }));
  return parts.join(" ");
}

export function percent(share: number): number {
  return Math.floor(share * 100 + 1e-9);
}
