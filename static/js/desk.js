// Keys of the newsroom. A page says itself which key does what: [data-key] marks what a key goes to, [data-keys] a list
// that j and k walk. The dialog that lists them is #keys; there whoever needs single letters for something else (a screen
// reader, dictation) turns them off in this browser.

const OFF = "keys:off";
const keptOff = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
const dialog = document.getElementById("keys");
const list = document.querySelector("[data-keys]");
const rows = list ? [...list.children] : [];
let at = -1;

function walk(step) {
  rows[at]?.classList.remove("is-chosen");
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at]?.classList.add("is-chosen");
  rows[at]?.querySelector("a")?.focus();
}

// Within the chosen row if it has such a mark, else anywhere on the page.
const marked = (key) => rows[at]?.querySelector(`[data-key="${key}"]`)
  ?? [...document.querySelectorAll(`[data-key="${key}"]`)].find((mark) => !list?.contains(mark));

// Proposals of which none is chosen yet, nor anything in the list below them: a button before which one has to choose.
const unchosen = (mark) => [...mark.form?.querySelectorAll("[data-offered]") ?? []]
  .find((field) => !field.querySelector(":checked[type=radio]") && !field.querySelector("select").value);

// Where one writes or chooses first: what is chosen already, and no list of ready texts.
const first = (part) => part.querySelector(":checked[type=radio]")
  ?? part.querySelector(`select:not([name="ready"]), textarea, input:not([type=hidden])`) ?? part.querySelector("button");

// A key never decides: it goes to where one decides, and Enter does the rest. Links, ticks and choices are made at once.
function go(mark) {
  const panel = mark.closest("details");
  if (panel) panel.open = true;
  if (mark.matches("a, [type=checkbox], [type=radio], [data-at-once]")) {
    mark.click();
    if (mark.matches("[type=radio]")) mark.focus();
    return;
  }
  const missing = mark.matches("button") && unchosen(mark);
  const field = missing ? first(missing) : mark.matches("details, section") ? first(mark) : mark;
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog?.open) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "?") { event.preventDefault(); dialog?.showModal(); return; }
  if (keptOff()) return;
  if (rows.length && (event.key === "j" || event.key === "k")) { walk(event.key === "j" ? 1 : -1); return; }
  const mark = /^[a-z1-3/]$/.test(event.key) ? marked(event.key) : null;
  if (!mark) return;
  event.preventDefault();
  go(mark);
}

// A ready text goes to the end of the words, where the server would put it too.
document.querySelectorAll("[data-insert]").forEach((button) => {
  button.addEventListener("click", (event) => {
    const chosen = button.form.elements.ready?.selectedOptions[0];
    const words = document.getElementById(button.dataset.insert);
    if (!chosen || !words) return;
    event.preventDefault();
    words.value = [words.value.trim(), chosen.dataset.words].filter(Boolean).join("\n\n");
    words.dispatchEvent(new Event("input", { bubbles: true }));
    words.focus();
  });
});

document.addEventListener("keydown", press);
document.querySelectorAll("[data-keys-open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => dialog?.showModal());
});
dialog?.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
const off = dialog?.querySelector("[data-keys-off]");
if (off) {
  off.checked = keptOff();
  off.addEventListener("change", () => {
    try { localStorage.setItem(OFF, off.checked ? "yes" : "no"); } catch { /* storage refused: on until the next page */ }
  });
}
