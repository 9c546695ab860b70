/* A unit is an element with [data-unit] whose fields are saved together, on top of the version in its hidden
   field. Units may lie inside each other: a row inside its question. What lies in an inner unit is not the outer's. */

export const form = document.querySelector("form[data-fill]");

const ownBy = (unit, selector) =>
  [...unit.querySelectorAll(selector)].filter((found) => found.closest("[data-unit]") === unit);

/** The fields of a unit, without those of units inside it. */
export const fieldsOf = (unit) =>
  ownBy(unit, "input[name], select[name], textarea[name]").filter(
    (field) => field.type !== "submit" && !("base" in field.dataset),
  );

/** The first element of a unit itself that fits. */
export const own = (unit, selector) => ownBy(unit, selector)[0];

export const unitOf = (target) => target?.closest?.("[data-unit]") ?? null;

const partOf = (unit, field) => field.name.slice(unit.dataset.name.length + 1);
const isTick = (field) => field.type === "radio" || field.type === "checkbox";

/** Everything that is sent for a unit. */
export function snapshot(unit) {
  const data = new URLSearchParams();
  for (const field of fieldsOf(unit)) {
    if (isTick(field) && !field.checked) continue;
    if (field.multiple) for (const option of field.selectedOptions) data.append(field.name, option.value);
    else data.append(field.name, field.value);
  }
  return data;
}

/** What stands in a unit, to compare: the same text with another version is the same. */
export function content(unit) {
  const data = snapshot(unit);
  data.delete(`${unit.dataset.name}-version`);
  return data.toString();
}

export function setVersion(unit, version) {
  own(unit, `[name="${unit.dataset.name}-version"]`).value = version;
  const shown = own(unit, "[data-version]");
  if (shown) shown.textContent = version;
}

/** Put values into the fields of a unit; what is not named becomes empty, but for language and audience. */
export function fill(unit, values) {
  for (const field of fieldsOf(unit)) {
    const part = partOf(unit, field);
    if (["version", "language", "audience"].includes(part) || (part === "state" && !("state" in values))) continue;
    const value = values[part] ?? "";
    if (isTick(field)) field.checked = field.value === String(value);
    else if (field.multiple) for (const option of field.options) option.selected = [].concat(value).includes(option.value);
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Whether a unit holds something else than the page came with: typed before this script ran. */
export function wasTouched(unit) {
  return fieldsOf(unit).some((field) => {
    if (field.type === "hidden") return false;
    if (isTick(field)) return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const chosen = [...field.options].filter((option) => option.defaultSelected);
    if (!chosen.length && !field.multiple && field.options.length) chosen.push(field.options[0]);
    return [...field.options].some((option) => option.selected !== chosen.includes(option));
  });
}

/** Put back what `snapshot` took. */
export function refill(unit, data) {
  for (const field of fieldsOf(unit)) {
    if (isTick(field)) field.checked = data.getAll(field.name).includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = data.getAll(field.name).includes(option.value);
    else if (data.has(field.name)) field.value = data.get(field.name);
  }
}

/** Say what became of the last save, always in the same place. `said` is a text, markup of ours or an element. */
export function say(unit, kind, ...said) {
  const state = own(unit, "[data-state]");
  if (!state) return;
  state.className = `save-state save-state-${kind}`;
  state.replaceChildren(...said);
}

/** Markup that the server has escaped, as nodes. */
export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Say something to those who do not see it. */
export function speak(text) {
  form.querySelector("[data-spoken]").textContent = text;
}

/** Show what is wrong beside each field; nothing clears it. */
export function showErrors(unit, errors) {
  for (const shown of ownBy(unit, "[data-errors] > *, .field-error")) shown.remove();
  for (const field of fieldsOf(unit)) field.removeAttribute("aria-invalid");
  for (const [part, message] of Object.entries(errors)) {
    const note = document.createElement("p");
    note.className = "field-error";
    note.id = `${unit.dataset.name}-error${part ? `-${part}` : ""}`;
    note.textContent = message;
    const field = fieldsOf(unit).find((found) => partOf(unit, found) === part && found.type !== "hidden");
    field?.setAttribute("aria-invalid", "true");
    if (field && !isTick(field)) {
      field.setAttribute("aria-describedby", note.id);
      field.before(note);
    } else {
      own(unit, "[data-errors]").append(note);
    }
  }
}
