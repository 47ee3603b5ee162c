// Below the search box, while somebody types: places and reports that may be meant. Arrows choose, Enter opens,
// Escape closes. Whatever goes wrong here, the box stays a box with its button.

const REST = 250, SHORTEST = 2; // milliseconds, characters

function suggest(field) {
  const box = field.querySelector("input");
  const list = Object.assign(document.createElement("ul"), { id: `${box.id}-list`, className: "suggestions", hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.querySelector("label").textContent);
  said.setAttribute("aria-live", "polite");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": list.id, autocomplete: "off" })) box.setAttribute(name, value);
  field.append(list, said);
  let wait, asking, at = -1;
  const close = () => {
    list.hidden = true; at = -1;
    box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant");
  };
  const choose = (to) => {
    const options = [...list.children];
    at = (to + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    box.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ label, url, kind }, place) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${place}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(Object.assign(document.createElement("a"), { href: url, textContent: label, tabIndex: -1, lang: kind === "report" ? "vi" : "" }));
      return option;
    }));
    at = -1;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = list.hidden ? "" : field.dataset.said;
  };
  const look = async () => {
    const typed = box.value.trim();
    if (typed.length < SHORTEST) return close();
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show(await answer.json());
    } catch { /* gone offline, or asked anew meanwhile */ }
  };
  box.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, REST); });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? at + 1 : Math.max(at, 0) - 1);
    else if (event.key === "Enter" && at >= 0) list.children[at].firstChild.click();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("focusout", (event) => { if (!field.contains(event.relatedTarget)) setTimeout(close, 150); });
}

document.querySelectorAll("[data-suggest]").forEach(suggest);
