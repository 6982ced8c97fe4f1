// Forms: the error summary takes focus, a form is sent once, and the browser's zone is offered where one is asked for.

export function focusSummary(root: Document): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}

export function guardSubmit(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.ariaBusy === "true") event.preventDefault();
    form.ariaBusy = "true";
    if (event.submitter) event.submitter.ariaBusy = "true";
  });
  // A page that comes back from the back/forward cache may send its form again.
  addEventListener("pageshow", () => {
    for (const busy of root.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  });
}

export function fillZone(root: Document): void {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-browser-zone]")) {
    if (zone && (field.value === "" || field.value === "UTC")) field.value = zone;
  }
}
