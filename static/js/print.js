// A button that prints the page; without scripts it stays hidden, and browsers print by themselves.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
