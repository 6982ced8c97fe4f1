// Light, dark, or as the device: kept in a cookie, so that the server draws the page in it at once.
const YEAR_SECONDS = 31_536_000;

export function tendTheme(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const chosen = event.submitter;
    if (!form.matches("[data-theme-form]") || !(chosen instanceof HTMLButtonElement)) return;
    event.preventDefault();
    choose(root, chosen.value);
    for (const button of form.querySelectorAll("button")) button.ariaPressed = String(button === chosen);
    form.closest("details")?.removeAttribute("open");
    form.closest("details")?.querySelector("summary")?.focus();
  });
}

function choose(root: Document, theme: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  root.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
  if (theme === "system") delete root.documentElement.dataset["theme"];
  else root.documentElement.dataset["theme"] = theme;
}
