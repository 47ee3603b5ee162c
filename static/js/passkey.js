// Passkeys: a form[data-passkey] asks the device before it is sent. data-passkey is "create" or "get";
// data-question is the address that says what to ask, with the form's own token. A browser that cannot do it
// keeps the page as it came: the form hidden, and [data-without-passkey] telling what else there is.

const fromBase64 = (text) => {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
};

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const named = (list) => (list ?? []).map((one) => ({ ...one, id: fromBase64(one.id) }));

// By hand: PublicKeyCredential.parse…FromJSON is missing in browsers that many offices still have.
const devices = {
  async create(asked) {
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: fromBase64(asked.challenge),
        user: { ...asked.user, id: fromBase64(asked.user.id) },
        excludeCredentials: named(asked.excludeCredentials),
      },
    });
    return sent(made, {
      attestationObject: toBase64(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    });
  },
  async get(asked) {
    const given = await navigator.credentials.get({
      publicKey: { ...asked, challenge: fromBase64(asked.challenge), allowCredentials: named(asked.allowCredentials) },
    });
    return sent(given, {
      authenticatorData: toBase64(given.response.authenticatorData),
      signature: toBase64(given.response.signature),
      userHandle: given.response.userHandle ? toBase64(given.response.userHandle) : "",
    });
  },
};

function sent(credential, response) {
  return JSON.stringify({
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: toBase64(credential.response.clientDataJSON), ...response },
  });
}

async function ask(form) {
  const answer = await fetch(form.dataset.question, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function improve(form) {
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("[type=submit]");
  const say = (words, wrong) => {
    said.textContent = words;
    said.classList.toggle("field-error", wrong);
  };
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled || !form.reportValidity()) return;
    button.disabled = true;
    say(form.dataset.waiting, false);
    try {
      const asked = await ask(form);
      // The session has ended, or the password was given too long ago: that page says what to do.
      if (asked.go_to) { location.assign(asked.go_to); return; }
      form.elements.credential.value = await devices[form.dataset.passkey](asked);
      form.submit();
    } catch (error) {
      const words = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };
      say(form.dataset[words[error.name]] ?? form.dataset.failed, true);
      button.disabled = false;
    }
  });
  // The back button may bring the page as it was left.
  window.addEventListener("pageshow", (event) => { if (event.persisted) { button.disabled = false; say("", false); } });
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("form[data-passkey]").forEach(improve);
  document.querySelectorAll("[data-without-passkey]").forEach((note) => { note.hidden = true; });
}
