/* The card of a question is replaced where the server has changed it: rows added, moved, taken away and brought
   back, a question that appears because of another answer, the rows that can be referred to. */

import { watchCounters } from "./counter.js";
import { adopt, anyUnsaved, flush, post, release, unitsIn } from "./saving.js";
import { form, parsed, showErrors, speak } from "./unit.js";

/** Put new markup in the place of a card and watch over it. */
function swap(card, html) {
  for (const unit of unitsIn(card)) release(unit);
  const fresh = parsed(html).firstElementChild;
  card.replaceWith(fresh);
  for (const unit of [fresh, ...fresh.querySelectorAll("[data-unit]")]) if ("unit" in unit.dataset) adopt(unit);
  watchCounters(fresh);
  fresh.dispatchEvent(new CustomEvent("card:fresh", { bubbles: true }));
  return fresh;
}

/** Do what the button of a row says, without leaving the page. */
export async function act(button) {
  const card = button.closest("[data-card]");
  if (card.dataset.acting) return;
  card.dataset.acting = "true";
  try {
    if (!(await flush(card))) return;
    const body = new URLSearchParams({ [button.name]: button.value });
    const answer = await post(form.getAttribute("action"), body);
    const done = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(done.message ?? form.dataset.unsaved);
    const fresh = swap(card, done.html);
    focusAfter(button, fresh, document.getElementById(done.focus));
    form.dispatchEvent(new CustomEvent("card:changed", { detail: { key: done.key } }));
  } catch (error) {
    // A network failure has no words of ours.
    const message = error instanceof TypeError || error instanceof DOMException ? form.dataset.offline : error.message;
    showErrors(card, { "": message });
    speak(message);
  } finally {
    delete card.dataset.acting;
  }
}

function focusAfter(button, card, target) {
  const undo = card.querySelector("[name=restore_row][data-act]");
  if (button.name === "retire_row" && undo) {
    undo.focus();
    return;
  }
  const again = target?.querySelector(`[name="${button.name}"]:not([hidden])`);
  const field = target?.querySelector("input:not([type=hidden]), select, textarea");
  (again ?? field ?? card.querySelector("[name=add_row]"))?.focus();
}

/** Look again at questions that hang on what was just saved. */
export async function refresh(keys) {
  for (const key of keys) {
    const card = document.getElementById(key);
    if (!card || (unitsIn(card).length && anyUnsaved(card))) continue;
    try {
      const answer = await fetch(card.dataset.url, { headers: { "X-Autosave": "1" }, credentials: "same-origin" });
      if (!answer.ok) continue;
      const html = await answer.text();
      const fresh = parsed(html).firstElementChild;
      const changed = ["unasked", "hidden"].some((mark) => mark in fresh.dataset !== mark in card.dataset);
      if (changed) swap(card, html);
      else takeOptions(card, fresh);
    } catch {
      // The next save looks again.
    }
  }
}

/** Offer the rows that can be referred to now, and keep what is chosen. */
function takeOptions(card, fresh) {
  for (const select of card.querySelectorAll(".row-field-reference select, .row-field-references select")) {
    const now = fresh.querySelector(`[name="${CSS.escape(select.name)}"]`);
    if (!now || now === document.activeElement) continue;
    const chosen = new Set([...select.selectedOptions].map((option) => option.value));
    select.replaceChildren(...now.children);
    for (const option of select.options) option.selected = chosen.has(option.value);
  }
}

/** Open the form of a new working translation beside its text. */
export async function translate(link) {
  const place = form.querySelector(`[data-translations="${CSS.escape(link.dataset.translate)}"]`);
  let unit = place.querySelector('[data-name$="-tr-new"]');
  if (!unit) {
    const answer = await fetch(link.href, { headers: { "X-Autosave": "1" }, credentials: "same-origin" });
    if (!answer.ok) {
      window.location.assign(link.href);
      return;
    }
    place.append(parsed(await answer.text()));
    unit = place.lastElementChild;
    adopt(unit);
    watchCounters(unit);
  }
  unit.querySelector("textarea").focus();
}
