// What every page does after it is drawn; each page works without it. Not here: anything live (room, rooms-list).
import { focusSummary, fillZone, guardSubmit } from "./forms.ts";
import { tendMenus } from "./menus.ts";
import { tendTheme } from "./theme.ts";
import { showTimes } from "./times.ts";

tendTheme(document);
tendMenus(document);
guardSubmit(document);
fillZone(document);
focusSummary(document);
showTimes(document);

// A part that htmx brought in gets the same care as the page.
document.addEventListener("htmx:after:swap", () => {
  showTimes(document);
  focusSummary(document);
});
