/* What helps while writing: why a question is asked follows the focus, and words are counted. */

import { form, own, unitOf } from "./unit.js";

const plural = new Intl.PluralRules(document.documentElement.lang);
const number = new Intl.NumberFormat(document.documentElement.lang);

/** Let the panel beside the page speak of the question that has the focus. */
export function followFocus() {
  const panel = document.querySelector("[data-whys]");
  if (!panel) return;
  panel.classList.add("whys-follow");
  const open = (key) => {
    const wanted = panel.querySelector(`[data-why="${CSS.escape(key)}"]`);
    if (!wanted) return;
    for (const why of panel.querySelectorAll("[data-why]")) why.open = why === wanted;
  };
  open(panel.querySelector("[data-why]").dataset.why);
  form.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card) open(card.id);
  });
}

/** Count the words of every prose field inside `root`. */
export function countWords(root) {
  for (const field of root.querySelectorAll("[data-prose]")) {
    const place = own(unitOf(field), "[data-words]");
    if (!place) continue;
    const count = () => {
      const words = field.value.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
      const form_ = plural.select(words);
      const text = form.dataset[`words${form_[0].toUpperCase()}${form_.slice(1)}`] ?? form.dataset.wordsOther;
      place.textContent = words ? text.replace("{number}", number.format(words)) : "";
    };
    field.addEventListener("input", count);
    count();
  }
}
