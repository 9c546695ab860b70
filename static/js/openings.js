/* Comment forms: openings for mentors, a gentle hint, a word when sending failed, and no word lost in the form beside.
   Without this module the openings are plain text and every form works as an ordinary one. */

const HINT_OFF = "telling-hint-off";

/** Whether the reader has switched the hint off on this computer. */
function hintIsOff() {
  try {
    return localStorage.getItem(HINT_OFF) !== null;
  } catch {
    return false;
  }
}

/** Turn the openings inside `root` into buttons, and watch what is written beside them. */
function offerOpenings(root) {
  for (const box of root.querySelectorAll("[data-openings]:not([data-offered])")) {
    box.dataset.offered = "true";
    const form = box.closest("form");
    const field = form.querySelector("textarea");
    for (const item of box.querySelectorAll("[data-opening]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "opener";
      button.textContent = item.textContent;
      button.addEventListener("click", () => insert(field, button.textContent));
      item.replaceChildren(button);
    }
    watchTelling(box, form, field);
  }
}

/** Put an opening where the cursor is, and the cursor in place of its dots. */
function insert(field, opening) {
  const words = opening.replace(/\s*…\s*$/, " ");
  const before = field.value.slice(0, field.selectionStart);
  const gap = before === "" || /\s$/.test(before) ? "" : " ";
  field.setRangeText(gap + words, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Show the hint while a comment begins as an instruction does. It never stands in the way of sending. */
function watchTelling(box, form, field) {
  const hint = box.querySelector("[data-telling-hint]");
  const beginnings = box.dataset.telling.split("|");
  // The server need not say it again.
  form.elements.hint.value = "before";
  const judge = () => {
    const text = field.value.trim().toLowerCase();
    hint.hidden = hintIsOff() || !beginnings.some((beginning) => text.startsWith(beginning));
  };
  field.addEventListener("input", judge);
  box.querySelector("[data-telling-off]").addEventListener("click", () => {
    try {
      localStorage.setItem(HINT_OFF, "true");
    } catch {
      // A browser that keeps nothing shows the hint again next time.
    }
    hint.hidden = true;
    field.focus();
  });
  judge();
}

/** Say beside the form that its comment was not sent; the text stays in it. */
function sayFailure(event) {
  const form = event.target.closest?.("form[data-comment]");
  const place = form?.querySelector("[data-comment-failed]");
  if (place) {
    place.hidden = event.type === "htmx:beforeRequest";
  }
}

/** What stands unsent in the other forms of a panel that is about to be replaced, by the id of its field. */
const unsent = new Map();

function keepOthers(event) {
  const { target, requestConfig } = event.detail;
  if (!target.matches?.("[data-threads]")) return;
  for (const field of target.querySelectorAll("textarea")) {
    if (!requestConfig.elt.contains(field) && field.value !== field.defaultValue) unsent.set(field.id, field.value);
  }
}

function putBack() {
  for (const [id, text] of unsent) {
    const field = document.getElementById(id);
    if (!field) continue;
    field.value = text;
    field.closest("details").open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  unsent.clear();
}

offerOpenings(document);
document.addEventListener("htmx:beforeSwap", keepOthers);
document.addEventListener("htmx:afterSettle", putBack);
document.addEventListener("htmx:load", (event) => offerOpenings(event.target.parentElement ?? document));
for (const type of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:beforeRequest"]) {
  document.addEventListener(type, sayFailure);
}
