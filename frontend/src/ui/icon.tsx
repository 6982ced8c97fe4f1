// One icon out of the sprite that every page names. Not here: which icons there are (icons.json).

export function Icon({ name, size }: { name: string; size?: "small" | "large" }) {
  return (
    <svg class={size ? `icon icon--${size}` : "icon"} aria-hidden="true">
      <use href={`${document.documentElement.dataset["sprite"] ?? ""}#${name}`} />
    </svg>
  );
}
