/* Two people wrote at once: both texts stand in the page, and one of three buttons says how to go on. */

import { post, save, stateOf } from "./saving.js";
import { content, fill, own, parsed, setVersion, snapshot } from "./unit.js";

/** Go on as the pressed button says. Returns false where the page came with the conflict: the form does it. */
export function resolve(unit, way) {
  const state = stateOf(unit);
  if (!state?.conflict || state.conflict.plain) return false;
  settle(unit, state, way);
  return true;
}

async function settle(unit, state, way) {
  let { body } = state.conflict;
  // Whoever wrote on after the conflict was shown merges what stands in the field now.
  if (way === "merge" && content(unit) !== state.conflict.sent) {
    try {
      const answer = await post(unit.dataset.url, snapshot(unit));
      const again = await answer.json();
      if (answer.status === 409 && "merged" in again) body = again;
      else return;
    } catch {
      return;
    }
  }
  if (way !== "mine") fill(unit, way === "merge" ? body.merged : body.theirs);
  setVersion(unit, body.version);
  Object.assign(state, { conflict: null, refused: null, stored: null });
  own(unit, "[data-conflict]").replaceChildren(parsed(""));
  const field = own(unit, "textarea, input:not([type=hidden]), select");
  field?.focus();
  save(unit);
}
