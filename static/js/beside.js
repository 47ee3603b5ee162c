// Agencies beside the lead: of the empty rows only the next one is there; without this, all of them are.
document.querySelectorAll("[data-beside]").forEach((list) => {
  const rows = [...list.querySelectorAll("[data-beside-row]")];
  const isFilled = (row) => row.querySelector(".field-error")
    || [...row.querySelectorAll("select, textarea")].some((field) => field.value !== "");
  const show = () => {
    let isNext = true;
    rows.forEach((row) => {
      const filled = isFilled(row);
      row.hidden = !filled && !isNext;
      isNext &&= filled;
    });
  };
  list.addEventListener("input", show);
  show();
});
