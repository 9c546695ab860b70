/* Saves each unit by itself, one request at a time, and says the truth about what is stored. */

import { forget, keep, restore } from "./keeping.js";
import { sessionNow, signInLink } from "./session.js";
import { content, form, own, parsed, say, setVersion, showErrors, snapshot, speak, wasTouched } from "./unit.js";

const WAIT = 1200;
const RETRY = [2000, 5000, 15000, 30000];
const TIMEOUT = 30000;
const words = form.dataset;
/** Unit → { stored, refused, timer, busy, again, tries, conflict }. */
const states = new Map();
/** What the page does when something is stored; set by `onSaved`. */
let saved = () => {};

export const onSaved = (act) => (saved = act);
export const stateOf = (unit) => states.get(unit);
export const unitsIn = (root) => [...states.keys()].filter((unit) => root.contains(unit));
export const isUnsaved = (unit) => states.get(unit).busy !== null || content(unit) !== states.get(unit).stored;
export const anyUnsaved = (root = form) => unitsIn(root).some(isUnsaved);

const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

/** Send something as this page's script: no redirect, a fresh token. */
export function post(url, body, options = {}) {
  return fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token(), "X-Autosave": "1", "X-Person": words.person },
    credentials: "same-origin",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT),
    ...options,
  });
}

/** Watch over a unit from now on. */
export function adopt(unit) {
  const unsaved = unit.matches(".question-wrong, .row-wrong") || wasTouched(unit);
  const stored = unsaved ? null : content(unit);
  const conflict = own(unit, "[data-conflict]")?.firstElementChild ? { plain: true } : null;
  states.set(unit, { stored, refused: null, timer: 0, busy: null, again: false, tries: 0, conflict });
  if (!conflict && (restore(unit) || wasTouched(unit))) schedule(unit, 100);
}

/** Forget a unit that leaves the page. */
export function release(unit) {
  clearTimeout(states.get(unit)?.timer);
  states.delete(unit);
}

export function schedule(unit, wait = WAIT) {
  const state = states.get(unit);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(unit), wait);
}

/** Save a unit if it holds anything new; the promise ends when nothing is on its way any more. */
export function save(unit, options = {}) {
  const state = states.get(unit);
  if (!state) return Promise.resolve();
  clearTimeout(state.timer);
  if (state.busy) {
    state.again = true;
    return state.busy;
  }
  const now = content(unit);
  if (state.conflict || now === state.stored || now === state.refused) return Promise.resolve();
  state.busy = send(unit, state, now, options).finally(() => {
    state.busy = null;
    if (state.again) {
      state.again = false;
      return save(unit);
    }
  });
  return state.busy;
}

/** Save everything in `root` now; return whether all of it is stored. */
export async function flush(root = form, options = {}) {
  await Promise.all(unitsIn(root).map((unit) => save(unit, options)));
  return !anyUnsaved(root);
}

async function send(unit, state, sent, options) {
  say(unit, "saving", words.saving);
  let answer;
  let body;
  try {
    answer = await post(unit.dataset.url, snapshot(unit), options);
    body = await answer.json().catch(() => ({}));
  } catch {
    retryLater(unit, state, navigator.onLine ? words.failed : words.offline);
    return;
  }
  if (answer.ok && "version" in body) return stored(unit, state, sent, body);
  keep(unit);
  if (answer.status === 401) return waitForSignIn();
  if (answer.status === 403) return forbidden(unit, state, sent);
  if (answer.status >= 500 || answer.status === 429) return retryLater(unit, state, words.failed);
  // The same text would be refused again; another text may pass.
  state.refused = sent;
  if (answer.status === 409 && "version" in body) {
    state.conflict = { body, sent };
    own(unit, "[data-conflict]").replaceChildren(parsed(body.html));
  }
  showErrors(unit, body.errors ?? {});
  const message = body.message ?? (answer.status === 404 ? words.gone : words.unsaved);
  say(unit, "unsaved", message);
  speak(message);
}

function stored(unit, state, sent, body) {
  setVersion(unit, body.version);
  if (state.tries || state.refused) speak(words.savedAgain);
  Object.assign(state, { stored: sent, refused: null, tries: 0 });
  showErrors(unit, {});
  say(unit, "saved", parsed(body.saved));
  for (const element of unit.querySelectorAll("[data-kept]")) if (element.closest("[data-unit]") === unit) element.hidden = false;
  if (content(unit) === sent) forget(unit);
  saved(unit, body);
}

function retryLater(unit, state, text) {
  keep(unit);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn-link";
  button.dataset.retry = "";
  button.textContent = text;
  say(unit, "unsaved", button);
  if (!state.tries) speak(text);
  state.timer = setTimeout(() => save(unit), RETRY[Math.min(state.tries, RETRY.length - 1)]);
  state.tries += 1;
}

// -- The session has ended, or the right is gone -------------------------------------------------

let waiting = 0;

/** Say where to sign in, and send everything as soon as the same person has done so. */
async function waitForSignIn() {
  clearTimeout(waiting);
  let session;
  try {
    session = await sessionNow();
  } catch {
    waiting = setTimeout(waitForSignIn, RETRY[2]);
    return;
  }
  if (String(session.person) === words.person) {
    waiting = 0;
    for (const unit of unitsIn(form)) if (isUnsaved(unit)) schedule(unit, 0);
    return;
  }
  for (const unit of unitsIn(form)) {
    if (!isUnsaved(unit)) continue;
    keep(unit);
    if (session.person === null) say(unit, "unsaved", `${words.signIn} `, signInLink(session.sign_in, words.signInLink));
    else say(unit, "unsaved", words.somebodyElse);
  }
  speak(session.person === null ? words.signIn : words.somebodyElse);
  waiting = setTimeout(() => document.hidden || waitForSignIn(), RETRY[2]);
}

/** A 403 is an old token after signing in elsewhere, or a right that was taken away. */
async function forbidden(unit, state, sent) {
  const before = token();
  const session = await sessionNow().catch(() => null);
  if (session === null) return retryLater(unit, state, words.failed);
  if (String(session.person) !== words.person) return waitForSignIn();
  if (before !== token() && !state.renewed) {
    state.renewed = true;
    state.again = true;
    return;
  }
  state.refused = sent;
  say(unit, "unsaved", words.forbidden);
  speak(words.forbidden);
}

/** Look again at what could not be sent: the reader is back, or the connection is. */
export function tryAgain() {
  if (waiting) waitForSignIn();
  for (const unit of unitsIn(form)) if (stateOf(unit).tries && isUnsaved(unit)) schedule(unit, 0);
}
