// A small set of emoji, enough for nodding, thanking and asking. Not here: reactions (room/chat/reactions).
import type { Key } from "../text.ts";
import { Layer } from "./menu.tsx";
import { t } from "./words.ts";

export const EMOJI: readonly (readonly [string, Key])[] = [
  ["👍", "emoji.thumbs_up"], ["✅", "emoji.check"], ["🙏", "emoji.thanks"], ["👏", "emoji.clap"],
  ["❤️", "emoji.heart"], ["🙂", "emoji.smile"], ["😄", "emoji.laugh"], ["😉", "emoji.wink"],
  ["🤔", "emoji.think"], ["😮", "emoji.surprise"], ["😔", "emoji.sad"], ["😌", "emoji.relief"],
  ["🎉", "emoji.party"], ["👀", "emoji.eyes"], ["💡", "emoji.idea"], ["❓", "emoji.question"],
  ["❗", "emoji.important"], ["⚖️", "emoji.scales"], ["📖", "emoji.book"], ["✍️", "emoji.write"],
  ["📅", "emoji.calendar"], ["⏰", "emoji.clock"], ["☕", "emoji.coffee"], ["🌱", "emoji.plant"],
  ["⭐", "emoji.star"], ["🎯", "emoji.target"], ["💯", "emoji.hundred"], ["👎", "emoji.thumbs_down"],
  ["👋", "emoji.wave"], ["💪", "emoji.muscle"], ["☀️", "emoji.sun"], ["🤝", "emoji.handshake"],
];
export const QUICK = EMOJI.slice(0, 3);

interface PickerProps {
  onPick: (emoji: string) => void;
  onClose: (isBack?: boolean) => void;
}

export function EmojiPicker({ onPick, onClose }: PickerProps) {
  const pick = (emoji: string) => {
    onClose();
    onPick(emoji);
  };
  return <Layer role="dialog" label={t("emoji.title")} class="emoji layer" onClose={onClose}><EmojiGrid onPick={pick} /></Layer>;
}

export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  return (
    <div class="emoji__grid">
      {EMOJI.map(([emoji, key]) => (
        <button key={emoji} type="button" class="emoji__one" title={t(key)} aria-label={t(key)} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}

/** How an emoji is called, or itself when it is none of ours. */
export function emojiName(emoji: string): string {
  const key = EMOJI.find(([one]) => one === emoji)?.[1];
  return key ? t(key) : emoji;
}
