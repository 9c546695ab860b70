/* Comments beside a page: the marker of a place opens its threads in a drawer, so that what they speak of stays in
   view and no form lies inside another. Without this module each marker leads to a page of its own. */

const drawer = document.querySelector("[data-drawer]");
const title = drawer.querySelector("[data-drawer-title]");
const body = drawer.querySelector("[data-drawer-body]");
const words = drawer.dataset;
/** The drawer covers a narrow page, which then waits; it stands beside a wide one, which does not. */
const narrow = window.matchMedia("(max-width: 60rem)");
/** Address → what the drawer shows of it. One with words that were not sent is kept while another is looked at. */
const shown = new Map();
let marker = null;

const written = (part) => [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);

/** Show the comments of a place. */
function open(link) {
  marker = link.id;
  const place = document.getElementById(link.getAttribute("aria-describedby"));
  title.replaceChildren(...(place ? [...place.childNodes].map((node) => node.cloneNode(true)) : [words.commentsTitle]));
  title.lang = place?.closest("[lang]")?.lang ?? "";
  for (const current of document.querySelectorAll("[data-comments][aria-current]")) current.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  if (!drawer.open) narrow.matches ? drawer.showModal() : drawer.show();
  show(link.href);
  title.focus();
}

function show(address) {
  for (const [other, part] of shown) {
    if (!written(part)) forget(other);
    else part.hidden = other !== address;
  }
  if (shown.has(address)) return;
  const part = document.createElement("div");
  part.setAttribute("aria-busy", "true");
  part.textContent = words.loading;
  shown.set(address, part);
  body.append(part);
  load(address, part);
}

async function load(address, part) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    part.innerHTML = await answer.text();
    window.htmx.process(part);
    part.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  } catch {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words.page;
    part.replaceChildren(`${words.failed} `, link);
  } finally {
    part.removeAttribute("aria-busy");
  }
}

function forget(address) {
  shown.get(address).remove();
  shown.delete(address);
}

// -- Opening and closing --------------------------------------------------------------------------

/* Before anything else hears of the click: the page does not go away, so nothing need be stored first. */
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[data-comments]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    open(link);
  },
  true,
);
drawer.querySelector("[data-drawer-close]").addEventListener("click", () => drawer.close());
drawer.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    drawer.close();
  }
});
drawer.addEventListener("close", () => {
  const link = document.getElementById(marker);
  link?.removeAttribute("aria-current");
  link?.focus();
});

/** An address that ends in a marker leads to its comments. */
function follow() {
  const link = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  if (link?.matches("a[data-comments]")) open(link);
}
window.addEventListener("hashchange", follow);
follow();

// -- Sending --------------------------------------------------------------------------------------

/** Only threads are put in the place of threads: a page to sign in on is not, and the text stays. */
drawer.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseText.includes("data-threads")) return;
  event.detail.shouldSwap = false;
  const failed = event.detail.requestConfig.elt.querySelector("[data-comment-failed]");
  if (failed) failed.hidden = false;
});

window.addEventListener("beforeunload", (event) => {
  if ([...shown.values()].some(written)) event.preventDefault();
});
