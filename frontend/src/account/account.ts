// Pages on which a passkey is used or recovery codes are shown. Not here: the passkey's own ceremony (allauth's scripts).

// allauth's scripts tell of a cancelled or failed ceremony by this event; prevented, it is not logged as an error.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const line of document.querySelectorAll<HTMLElement>("[data-passkey-fault]")) {
    line.hidden = true;
    // Shown a frame later, so that a screen reader says it again after a second failure.
    requestAnimationFrame(() => (line.hidden = false));
  }
});

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset["copy"] ?? "");
    const lines = Array.from(source?.children ?? [], (line) => line.textContent?.trim());
    await navigator.clipboard.writeText(lines.join("\n"));
    const said = document.querySelector<HTMLElement>("[data-copied]");
    if (said) said.hidden = false;
  });
}
