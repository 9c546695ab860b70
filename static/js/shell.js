/* What every page shares. Everything works without it; with it, keyboard and reader have an easier way. */

import { watchCounters } from "./counter.js";
import { watchDrops, watchMenu } from "./menus.js";

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
}

watchDrops();
watchMenu();
watchCounters(document);
document.addEventListener("htmx:load", (event) => watchCounters(event.target));
