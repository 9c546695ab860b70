// Saves each answer and each row by itself, and says the truth about what is stored.
//
// A unit is an element with [data-unit]; its own fields are saved together, one request at a time, on
// top of the version in its hidden field. Text that could not be sent stays on the page and, only while
// a save is failing, in sessionStorage under the person's id.

const form = document.querySelector("form[data-fill]");
const WAIT = 1200;
const RETRY = [2000, 5000, 15000, 30000];
const words = form.dataset;
const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
const units = new Map();

const own = (unit) =>
  [...unit.querySelectorAll("input[name], select[name], textarea[name]")].filter(
    (field) => field.closest("[data-unit]") === unit && field.type !== "submit",
  );

const storageKey = (unit) => `unsent:${words.person}:${unit.dataset.url}`;

function snapshot(unit) {
  const data = new URLSearchParams();
  for (const field of own(unit)) {
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    if (field.multiple) {
      for (const option of field.selectedOptions) data.append(field.name, option.value);
    } else {
      data.append(field.name, field.value);
    }
  }
  return data;
}

const versionField = (unit) => unit.querySelector(`[name="${unit.dataset.name}-version"]`);

function withoutVersion(unit) {
  const data = snapshot(unit);
  data.delete(`${unit.dataset.name}-version`);
  return data.toString();
}

function say(unit, kind, html) {
  const state = [...unit.querySelectorAll("[data-state]")].find((found) => found.closest("[data-unit]") === unit);
  if (!state) return;
  state.className = `save-state save-state-${kind}`;
  state.innerHTML = html;
}

function sayText(unit, kind, text) {
  const span = document.createElement("span");
  span.textContent = text;
  say(unit, kind, span.outerHTML);
}

function showErrors(unit, errors) {
  unit.querySelectorAll("[data-live-error]").forEach((found) => found.remove());
  own(unit).forEach((field) => field.removeAttribute("aria-invalid"));
  for (const [part, message] of Object.entries(errors)) {
    const field = own(unit).find((found) => found.name === `${unit.dataset.name}-${part}`);
    const note = document.createElement("p");
    note.className = "error";
    note.dataset.liveError = "";
    note.textContent = message;
    if (field) {
      field.setAttribute("aria-invalid", "true");
      field.before(note);
    } else {
      unit.querySelector(".question-foot").before(note);
    }
  }
}

function keep(unit) {
  try {
    sessionStorage.setItem(storageKey(unit), snapshot(unit).toString());
  } catch {
    // A full or forbidden storage: the text still stands in the field.
  }
}

function forget(unit) {
  try {
    sessionStorage.removeItem(storageKey(unit));
  } catch {
    // As above.
  }
}

async function save(unit) {
  const state = units.get(unit);
  clearTimeout(state.timer);
  if (state.busy) {
    state.again = true;
    return;
  }
  const sent = withoutVersion(unit);
  if (sent === state.stored) return;
  state.busy = true;
  sayText(unit, "saving", words.wordsSaving);
  let answer;
  try {
    answer = await fetch(unit.dataset.url, {
      method: "POST",
      body: snapshot(unit),
      headers: { "X-CSRFToken": csrf, "X-Autosave": "1" },
      credentials: "same-origin",
    });
    await settle(unit, state, sent, answer);
  } catch {
    failed(unit, state, words.wordsUnsaved);
  } finally {
    state.busy = false;
    if (state.again) {
      state.again = false;
      schedule(unit, 200);
    }
  }
}

async function settle(unit, state, sent, answer) {
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) {
    versionField(unit).value = body.version;
    state.stored = sent;
    state.tries = 0;
    showErrors(unit, {});
    say(unit, "saved", body.saved);
    forget(unit);
    refreshSide();
  } else if (answer.status === 409 && "version" in body) {
    keep(unit);
    sayText(unit, "unsaved", body.message);
    offerMerge(unit, body);
  } else if (answer.status === 401) {
    keep(unit);
    const link = document.createElement("a");
    link.href = body.sign_in || "/account/login/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words.wordsSignInLink;
    const text = document.createElement("span");
    text.textContent = `${words.wordsSignIn} `;
    say(unit, "unsaved", text.outerHTML + link.outerHTML);
    state.timer = setTimeout(() => save(unit), RETRY[2]);
  } else if (answer.status === 422) {
    keep(unit);
    sayText(unit, "unsaved", body.message);
    showErrors(unit, body.errors || {});
  } else if (answer.status >= 500 || answer.status === 429) {
    failed(unit, state, words.wordsUnsaved);
  } else {
    keep(unit);
    sayText(unit, "unsaved", body.message || words.wordsKept);
  }
}

function failed(unit, state, text) {
  keep(unit);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn-link";
  button.dataset.retry = "";
  button.textContent = text;
  say(unit, "unsaved", button.outerHTML);
  const wait = RETRY[Math.min(state.tries, RETRY.length - 1)];
  state.tries += 1;
  state.timer = setTimeout(() => save(unit), wait);
}

// Both texts, and three ways on. The other's text is already in the history.
function offerMerge(unit, body) {
  unit.querySelector("[data-conflict]")?.remove();
  const field = own(unit).find((found) => found.tagName === "TEXTAREA" && !found.name.endsWith("-reason"));
  const mine = field ? field.value : "";
  const theirs = body.theirs.text ?? theirWords(unit, body.theirs);
  const box = document.createElement("div");
  box.className = "conflict";
  box.dataset.conflict = "";
  box.setAttribute("role", "alert");
  const text = (tag, content, className = "") => {
    const element = document.createElement(tag);
    element.textContent = content;
    if (className) element.className = className;
    return element;
  };
  const half = (title, content) => {
    const element = text("div", "", "conflict-text");
    element.append(text("p", title, "eyebrow"), text("div", content, "answer"));
    return element;
  };
  const halves = text("div", "", "halves");
  halves.append(half(`${body.by}, ${body.at}`, theirs), half(words.wordsYou, mine || ownWords(unit)));
  const buttons = text("div", "", "cluster");
  const button = (label, primary, act) => {
    const element = text("button", label, primary ? "btn btn-primary" : "btn");
    element.type = "button";
    element.addEventListener("click", () => {
      act();
      versionField(unit).value = body.version;
      box.remove();
      units.get(unit).stored = null;
      save(unit);
    });
    return element;
  };
  if (field && "text" in body.theirs) {
    buttons.append(
      button(words.wordsMerge, true, () => {
        field.value = merge(theirs, mine);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      }),
    );
  }
  buttons.append(
    button(words.wordsMine, !(field && "text" in body.theirs), () => {}),
    button(words.wordsTheirs, false, () => take(unit, body)),
  );
  box.append(text("h3", words.wordsConflict), text("p", words.wordsLost, "small"), halves, buttons);
  unit.querySelector(".question-foot").after(box);
}

// Lines that both have once, then what each has alone: nothing of either is dropped.
function merge(theirs, mine) {
  const lines = mine.split("\n").filter((line) => line.trim() && !theirs.includes(line.trim()));
  return lines.length ? `${theirs}\n\n${lines.join("\n")}` : theirs;
}

const theirWords = (unit, value) =>
  Object.values(value)
    .flat()
    .join(" · ");

const ownWords = (unit) =>
  own(unit)
    .filter((field) => !/-(version|language|state|audience|reason)$/.test(field.name))
    .filter((field) => (field.type !== "radio" && field.type !== "checkbox") || field.checked)
    .map((field) => (field.tagName === "SELECT" ? field.selectedOptions[0]?.textContent : field.value))
    .filter(Boolean)
    .join(" · ");

function take(unit, body) {
  const name = unit.dataset.name;
  for (const field of own(unit)) {
    const part = field.name.slice(name.length + 1);
    if (part === "state" && body.state) field.value = body.state;
    if (["version", "language", "audience", "reason", "state"].includes(part)) continue;
    let value = body.theirs[part] ?? "";
    if (typeof value === "boolean") value = value ? "yes" : "no";
    if (field.type === "radio") field.checked = field.value === String(value);
    else if (field.multiple) [...field.options].forEach((option) => (option.selected = [].concat(value).includes(option.value)));
    else field.value = Array.isArray(value) ? value.join(", ") : value;
  }
}

function schedule(unit, wait = WAIT) {
  const state = units.get(unit);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(unit), wait);
}

let sideTimer;
function refreshSide(wait = 600) {
  clearTimeout(sideTimer);
  sideTimer = setTimeout(async () => {
    try {
      const answer = await fetch(words.side, {
        method: "POST",
        headers: { "X-CSRFToken": csrf, "X-Autosave": "1" },
        credentials: "same-origin",
      });
      const side = document.querySelector("[data-side-panel]");
      if (answer.ok && side) side.outerHTML = await answer.text();
    } catch {
      // Who else is here and how far we are can wait for the next time.
    }
  }, wait);
}

function adopt(unit) {
  units.set(unit, { stored: withoutVersion(unit), busy: false, again: false, tries: 0, timer: 0 });
  let unsent = null;
  try {
    unsent = sessionStorage.getItem(storageKey(unit));
  } catch {
    // No storage, nothing kept.
  }
  if (unsent === null) return;
  const data = new URLSearchParams(unsent);
  for (const field of own(unit)) {
    if (field.name.endsWith("-version")) field.value = data.get(field.name) ?? field.value;
    else if (field.type === "radio" || field.type === "checkbox") field.checked = data.getAll(field.name).includes(field.value);
    else if (field.multiple) [...field.options].forEach((option) => (option.selected = data.getAll(field.name).includes(option.value)));
    else if (data.has(field.name)) field.value = data.get(field.name);
  }
  schedule(unit, 100);
}

const unitOf = (target) => (target.closest ? target.closest("[data-unit]") : null);

form.addEventListener("input", (event) => {
  const unit = unitOf(event.target);
  if (unit && units.has(unit)) schedule(unit);
});
form.addEventListener("change", (event) => {
  const unit = unitOf(event.target);
  if (!unit || !units.has(unit)) return;
  if (event.target.matches("[data-answer-state]")) {
    const reason = unit.querySelector("[data-reason]");
    if (reason) reason.hidden = event.target.value === "answered" && !reason.querySelector("textarea").value;
  }
  if (event.target.matches('[name$="-language"]')) {
    const text = unit.querySelector("textarea[lang]");
    if (text) text.lang = event.target.value;
  }
  schedule(unit, 0);
});
form.addEventListener("click", (event) => {
  const suggestion = event.target.closest("[data-suggestion]");
  if (suggestion) {
    const field = document.getElementById(suggestion.closest("[data-suggestions]").dataset.suggestions);
    const have = field.value.split(",").map((tag) => tag.trim()).filter(Boolean);
    if (!have.includes(suggestion.dataset.suggestion)) have.push(suggestion.dataset.suggestion);
    field.value = have.join(", ");
    field.focus();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (event.target.closest("[data-retry]")) save(unitOf(event.target));
});
window.addEventListener("beforeunload", (event) => {
  const open = [...units].some(([unit, state]) => state.busy || withoutVersion(unit) !== state.stored);
  if (open && !form.dataset.leaving) event.preventDefault();
});
form.addEventListener("submit", () => {
  form.dataset.leaving = "1";
});

form.querySelectorAll("[data-unit]").forEach(adopt);
setInterval(() => {
  if (!document.hidden) refreshSide(0);
}, 30000);
