// Small improvements to pages that are complete without them. Each one finds its own marks in the page and
// leaves the rest alone; a browser that cannot do one still does the others.

const lang = document.documentElement.lang || "vi";
const every = (selector, deed) => document.querySelectorAll(selector).forEach(deed);

// "3 giờ trước" beside a date that shared copies of the page must keep absolute.
function relativeTimes() {
  const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  every("time[data-relative]", (time) => {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds) || Math.abs(seconds) > 7 * 86400) return;
    const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
    const ago = document.createElement("span");
    ago.className = "ago";
    ago.textContent = ` (${words.format(Math.round(seconds / length), unit)})`;
    time.append(ago);
  });
}

// How many characters are left. Counted as the server counts: by code point, a line break as one.
function counters() {
  const number = new Intl.NumberFormat(lang);
  every("[data-counter]", (box) => {
    const limit = Number(box.dataset.counter);
    const counter = document.createElement("span");
    counter.className = "counter";
    counter.setAttribute("aria-hidden", "true");
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    let wait;
    const count = () => {
      const used = [...box.value].length;
      counter.textContent = `${number.format(used)} / ${number.format(limit)}`;
      counter.classList.toggle("is-over", used > limit);
      clearTimeout(wait);
      // Spoken only near the end, and only when the typing rests.
      if (used > limit * 0.9) wait = setTimeout(() => { spoken.textContent = counter.textContent; }, 1200);
    };
    box.after(counter, spoken);
    box.addEventListener("input", count);
    count();
  });
}

// A draft of form[data-draft="name"] stays in this browser until it has arrived: until the next page after it was
// sent says so in a [role=status], or one is marked [data-draft-clear="name"]. Passwords, files and hidden fields
// are never kept, nor what is marked data-private.
function drafts() {
  const key = (name) => `draft:${name}`, SENT = "draft-sent";
  try {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (sent && document.querySelector("[role=status]")) localStorage.removeItem(key(sent));
    every("[data-draft-clear]", (mark) => localStorage.removeItem(key(mark.dataset.draftClear)));
    every("form[data-draft]", (form) => {
      const kept = () => [...form.elements].filter((field) => field.name && !field.closest("[data-private]")
        && !["password", "file", "hidden", "submit", "button"].includes(field.type));
      const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
      const draft = JSON.parse(localStorage.getItem(key(form.dataset.draft)) || "{}");
      // What the server sent back, with its errors, is newer than the draft.
      if (!form.querySelector("[aria-invalid]") && !document.querySelector(".error-summary")) {
        for (const field of kept()) {
          if (!(field.name in draft)) continue;
          if (isChoice(field)) field.checked = draft[field.name].includes(field.value);
          else if (!field.value) field.value = draft[field.name][0] ?? "";
          field.dispatchEvent(new Event("input"));
        }
      }
      let wait;
      form.addEventListener("submit", () => {
        clearTimeout(wait);
        try { sessionStorage.setItem(SENT, form.dataset.draft); } catch { /* full: the draft stays until it is sent again */ }
      });
      form.addEventListener("input", () => {
        clearTimeout(wait);
        wait = setTimeout(() => {
          // Who asks to stay unknown may sit at a borrowed computer: nothing of theirs stays on it.
          if (form.querySelector("[value=confidential]:checked")) {
            localStorage.removeItem(key(form.dataset.draft));
            return;
          }
          const words = {};
          for (const field of kept()) {
            words[field.name] ??= [];
            if (!isChoice(field) || field.checked) words[field.name].push(field.value);
          }
          try { localStorage.setItem(key(form.dataset.draft), JSON.stringify(words)); } catch { /* full: the page still works */ }
        }, 400);
      });
    });
  } catch { /* storage refused, or a draft that is not one: nothing is lost but the comfort */ }
}

// One click, one sending. The server holds this too, by the key in the form. The button comes back with the
// back button, whose page the browser may restore as it was left.
function singleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A download leaves the page as it is: it may be asked for again.
    if (form.method !== "post" || event.defaultPrevented || "download" in form.dataset) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    // After the browser has read the form: a disabled button would not be sent with it.
    setTimeout(() => form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = true; }));
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    every("form[data-sent]", (form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = false; });
    });
  });
}

// A proposal and the list below it are one choice: the last one taken counts, and the other is let go.
function offeredLists() {
  every("[data-offered]", (field) => {
    const list = field.querySelector("select");
    const offers = field.querySelectorAll("[type=radio]");
    list.addEventListener("change", () => { if (list.value) offers.forEach((offer) => { offer.checked = false; }); });
    offers.forEach((offer) => offer.addEventListener("change", () => { list.value = ""; }));
  });
}

// The summary of errors is read first; an open menu closes with Escape or a click elsewhere.
function focusAndMenus() {
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("click", (event) => {
    every("details.menu[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("details.menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

for (const improve of [relativeTimes, counters, drafts, singleSubmit, offeredLists, focusAndMenus]) {
  try { improve(); } catch (error) { console.warn(improve.name, error); }
}
