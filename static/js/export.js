// While a file is made: look again and again how far it is, and put what the page would say into this one.

const REST = 2000, LONGEST = 15000; // milliseconds; longer each time

async function look(rest) {
  const state = document.getElementById("export-state");
  if (!state || !("underWay" in state.dataset)) return;
  await new Promise((done) => setTimeout(done, rest));
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("export-state");
    if (answer.ok && fresh) state.replaceWith(document.adoptNode(fresh));
  } catch { /* the network is away for a moment: the link on the page stays */ }
  look(Math.min(rest * 1.3, LONGEST));
}

look(REST);
