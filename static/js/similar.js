// While somebody writes a report: what others have reported already, below the text, once the writing rests.
// Without this the same is shown before the report is sent. Whatever goes wrong here, the form stays as it is.

const REST = 900, SHORTEST = 10; // milliseconds, characters of the title

function similar(box) {
  const form = box.closest("form");
  const [list, said] = [box.querySelector("[data-similar-list]"), form.querySelector("[data-similar-said]")];
  const { title, body, csrf_token: token } = form.elements;
  let wait, asked = "", asking;
  const show = ({ found, html }) => {
    list.innerHTML = html; // our own template, in which every text is escaped
    if (found && box.hidden) said.textContent = said.dataset.similarSaid;
    if (!found) said.textContent = "";
    box.hidden = !found;
  };
  const look = async () => {
    const written = new URLSearchParams({ title: title.value, body: body.value });
    if (title.value.trim().length < SHORTEST || String(written) === asked) return;
    asked = String(written);
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(box.dataset.similar, {
        method: "POST", body: written, headers: { "X-CSRFToken": token.value }, signal: asking.signal,
      });
      if (answer.ok) show(await answer.json());
    } catch { /* gone offline, or asked anew meanwhile */ }
  };
  for (const field of [title, body]) {
    field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, REST); });
  }
  look(); // a text that the browser kept, or the server gave back
}

document.querySelectorAll("[data-similar]").forEach(similar);
