/* The session: its end is announced five minutes before, and signing in again keeps the page and its text. */

const ANNOUNCE = 5 * 60;
const FIRST_LOOK = 5;
const LOOK_AGAIN = 20;

const watch = document.querySelector("[data-session-watch]");

/** Ask how the session stands. Signing in has changed the token of every form: the same person gets the new one,
    and what this page holds is never sent in somebody else's name. */
export async function sessionNow() {
  const answer = await fetch(watch.dataset.url, { credentials: "same-origin", signal: AbortSignal.timeout(20000) });
  const session = await answer.json();
  if (String(session.person) !== watch.dataset.person) return session;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = session.csrf_token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": session.csrf_token }));
  return session;
}

/** Tell what became of the session beside the page, with at most one thing to do about it. */
function show(text, action) {
  let note = document.querySelector(".session-note");
  if (!text) {
    note?.remove();
    return;
  }
  if (note?.dataset.text === text) return;
  note?.remove();
  note = document.createElement("div");
  note.className = "notice notice-warning session-note";
  note.setAttribute("role", "alert");
  note.dataset.text = text;
  const words = document.createElement("p");
  words.textContent = `${text} `;
  if (action) words.append(action);
  note.append(words);
  document.getElementById("main").append(note);
}

function stayButton(url) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-small";
  button.textContent = watch.dataset.stay;
  button.addEventListener("click", async () => {
    const { csrf_token: token } = await sessionNow();
    await fetch(url, { method: "POST", headers: { "X-CSRFToken": token, "X-Autosave": "1" }, credentials: "same-origin" });
    look();
  });
  return button;
}

/** A link that signs in beside this page, which keeps its text. */
export function signInLink(url, words) {
  const link = document.createElement("a");
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = words;
  return link;
}

let timer = 0;
async function look() {
  clearTimeout(timer);
  let wait = LOOK_AGAIN;
  try {
    const session = await sessionNow();
    const mine = String(session.person) === watch.dataset.person;
    if (session.person === null) {
      show(watch.dataset.ended, signInLink(session.sign_in, watch.dataset.signIn));
    } else if (!mine) {
      show(watch.dataset.somebodyElse);
    } else if (session.seconds_left <= ANNOUNCE) {
      const minutes = String(Math.max(Math.ceil(session.seconds_left / 60), 1));
      show(watch.dataset.ends.replace("{minutes}", minutes), stayButton(session.extend));
    } else {
      show("");
      wait = session.seconds_left - ANNOUNCE + 1;
    }
  } catch {
    // No connection: the next look tells.
  }
  // A timer longer than a day would overflow; a hidden page looks when it is seen again.
  timer = setTimeout(() => document.hidden || look(), Math.min(wait, 86400) * 1000);
}

if (watch) {
  timer = setTimeout(look, FIRST_LOOK * 1000);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
