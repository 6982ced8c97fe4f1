// What every page with a connection has loaded, in one place: whatever is fetched later imports it, so that the bundler keeps
// all of it in one file. In several, each packed by itself, it would weigh more. Not here: anything new.
import "@preact/signals";
import "../live/page_link.ts";
import "../room/drafts.ts";
import "../ui/dialog.tsx";
import "../ui/icon.tsx";
import "./read.ts";
