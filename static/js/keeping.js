/* Text that could not be sent stays in this tab, under the person's id, and only while a save is failing: computers
   are shared. */

import { content, form, refill, snapshot } from "./unit.js";

const START = "unsent:";
const key = (unit) => `${START}${form.dataset.person}:${unit.dataset.url}`;

/** Run something that a full or forbidden storage may refuse: the text still stands in its field. */
function tried(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

export const keep = (unit) => tried(() => sessionStorage.setItem(key(unit), snapshot(unit).toString()));

export const forget = (unit) => tried(() => sessionStorage.removeItem(key(unit)));

/** Put kept text back into a unit; return whether there was any that is not stored by now. */
export function restore(unit) {
  const kept = tried(() => sessionStorage.getItem(key(unit)));
  if (kept === null) return false;
  const stored = content(unit);
  refill(unit, new URLSearchParams(kept));
  if (content(unit) !== stored) return true;
  forget(unit);
  return false;
}

/** Drop what somebody else left in this tab. */
export function dropOthers() {
  tried(() => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(START) && !name.startsWith(`${START}${form.dataset.person}:`)) sessionStorage.removeItem(name);
    }
  });
}
