/* Menus of the bar and beside the page. */

/** Close a details menu on Escape, on a click elsewhere, and when the focus leaves it. */
export function watchDrops() {
  const open = () => document.querySelectorAll("details[data-drop][open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    for (const drop of open()) {
      drop.open = false;
      if (drop.contains(document.activeElement)) {
        drop.querySelector("summary").focus();
      }
    }
  });

  for (const type of ["click", "focusin"]) {
    document.addEventListener(type, (event) => {
      for (const drop of open()) {
        if (!drop.contains(event.target)) {
          drop.open = false;
        }
      }
    });
  }
}

/** Open and close the side menu where it is folded for want of room. */
export function watchMenu() {
  const toggle = document.querySelector("[data-menu-toggle]");
  toggle?.addEventListener("click", () => {
    toggle.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") !== "true"));
  });
}
