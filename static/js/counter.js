/* A character counter that warns and never cuts. */

const NEAR = 0.9;

/** Count the characters of every field with data-counter inside `root`; with data-counter-quiet only near the limit. */
export function watchCounters(root) {
  for (const field of root.querySelectorAll("[data-counter]:not([data-counting])")) {
    field.dataset.counting = "true";
    const limit = Number(field.dataset.counter);
    const shown = document.createElement("p");
    shown.className = "counter";
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    field.after(shown, spoken);

    const count = () => {
      // A form sends a line break as two characters, and the server counts both.
      const left = limit - [...field.value.replaceAll("\n", "\r\n")].length;
      shown.textContent = words(left);
      shown.hidden = "counterQuiet" in field.dataset && left >= limit * (1 - NEAR);
      shown.classList.toggle("counter-over", left < 0);
      spoken.textContent = left < limit * (1 - NEAR) ? words(left) : "";
    };
    field.addEventListener("input", count);
    count();
  }
}

/** Say how many characters are left, or too many, in the page's language. */
function words(left) {
  const texts = document.documentElement.dataset;
  const text = left < 0 ? texts.counterOver : texts.counterLeft;
  return (text ?? "{number}").replace("{number}", new Intl.NumberFormat(document.documentElement.lang).format(Math.abs(left)));
}
