/* The page on which a questionnaire is filled in. Everything works without it as one plain form; with it each
   answer and each row is saved by itself, and the page is never left with a text that is not stored. */

import { act, refresh, translate } from "./cards.js";
import { resolve } from "./conflict.js";
import { countWords, followFocus } from "./guidance.js";
import { dropOthers } from "./keeping.js";
import { adopt, anyUnsaved, flush, onSaved, post, save, schedule, stateOf, tryAgain, unitsIn } from "./saving.js";
import { form, own, unitOf } from "./unit.js";

const POLL = 30000;
const SOON = 600;

// -- What is typed --------------------------------------------------------------------------------

form.addEventListener("input", (event) => {
  const unit = unitOf(event.target);
  if (stateOf(unit)) schedule(unit);
});

form.addEventListener("change", (event) => {
  const unit = unitOf(event.target);
  if (!stateOf(unit)) return;
  if ("language" in event.target.dataset) {
    for (const text of unit.querySelectorAll("textarea[lang]")) if (unitOf(text) === unit) text.lang = event.target.value;
  }
  schedule(unit, 0);
});

form.addEventListener("click", (event) => {
  const target = event.target;
  const suggestion = target.closest("[data-suggestion]");
  if (suggestion) addTag(suggestion);
  if (target.closest("[data-retry]")) save(unitOf(target));
  const keep = target.closest("button[name=keep]");
  if (keep && resolve(unitOf(keep), keep.value.split(":").pop())) event.preventDefault();
  const button = target.closest("button[data-act]");
  if (button) {
    event.preventDefault();
    act(button);
  }
  const link = target.closest("a[data-translate]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    translate(link);
  }
});

function addTag(suggestion) {
  const field = document.getElementById(suggestion.closest("[data-suggestions]").dataset.suggestions);
  const have = field.value.split(",").map((tag) => tag.trim()).filter(Boolean);
  if (!have.includes(suggestion.dataset.suggestion)) have.push(suggestion.dataset.suggestion);
  field.value = have.join(", ");
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// -- What is stored -------------------------------------------------------------------------------

onSaved((unit, body) => {
  if (body.dependents?.length) refresh(body.dependents);
  if ("translation" in unit.dataset) settleLanguage(unit);
  refreshSide();
});
form.addEventListener("card:changed", (event) => {
  const others = [...form.querySelectorAll("[data-card]")].filter(
    (card) => card.id !== event.detail.key && card.querySelector(".row-field-reference, .row-field-references"),
  );
  refresh(others.map((card) => card.id));
  refreshSide();
});
form.addEventListener("card:fresh", (event) => countWords(event.target));

/** A translation that stands keeps its language. */
function settleLanguage(unit) {
  const select = own(unit, "select[data-language]");
  if (select) for (const option of [...select.options]) if (!option.selected) option.remove();
}

let sideTimer = 0;
function refreshSide(wait = SOON) {
  clearTimeout(sideTimer);
  sideTimer = setTimeout(async () => {
    try {
      const answer = await post(form.dataset.side);
      const side = document.querySelector("[data-side-panel]");
      if (answer.ok && side && !side.contains(document.activeElement)) side.outerHTML = await answer.text();
    } catch {
      // Who else is here and how far we are can wait for the next time.
    }
  }, wait);
}

// -- Coming and going -----------------------------------------------------------------------------

let leaving = false;

window.addEventListener("beforeunload", (event) => {
  if (!leaving && anyUnsaved()) event.preventDefault();
});

/** A click on a link waits for the last word to be stored; what cannot be stored is the browser's question. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (event.defaultPrevented || !link || !plain || link.target || link.getAttribute("href").startsWith("#") || !anyUnsaved()) return;
  event.preventDefault();
  await flush();
  window.location.assign(link.href);
});

/** The form sends only its button when everything is stored, and everything when something is not. */
form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  const stored = await flush();
  // Where all was stored already, the browser is still at this very sending, and would ignore another.
  await new Promise((done) => setTimeout(done));
  // Enter in a field presses the first button, which nobody sees: saving is all that is meant.
  if (stored && event.submitter?.matches(".visually-hidden")) return;
  leaving = true;
  if (stored) {
    for (const unit of unitsIn(form)) for (const field of unit.querySelectorAll("input, select, textarea")) field.disabled = true;
  }
  form.requestSubmit(event.submitter);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) flush(form, { keepalive: true });
  else tryAgain();
});
window.addEventListener("online", tryAgain);
window.addEventListener("focus", tryAgain);

dropOthers();
for (const unit of form.querySelectorAll("[data-unit]")) adopt(unit);
countWords(form);
followFocus();
refreshSide();
setInterval(() => document.hidden || refreshSide(0), POLL);
