// Buttons that copy what stands in a field, shown only where that can be done; without them the field is selected and copied by hand.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy-from]")) {
  const field = document.getElementById(button.dataset["copyFrom"] ?? "") as HTMLInputElement | null;
  const said = document.getElementById(button.dataset["copySays"] ?? "");
  field?.addEventListener("focus", () => field.select());
  // A clipboard is there in secure contexts alone.
  button.hidden = !navigator.clipboard || !field;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field?.value ?? "");
    if (said) said.hidden = false;
  });
}
