// Draws the parts of a picture that are to be painted over: by mouse or finger, and by keyboard. The fields of
// the form hold them, in per cent; the page works with the fields alone where this module does not run.

const board = document.querySelector("[data-picture-board]");
const form = document.querySelector("[data-picture-form]");
const tools = document.querySelector("[data-picture-tools]");
const said = document.querySelector("[data-picture-said]");
const lang = document.documentElement.lang || "vi";
const SIDES = ["left", "top", "width", "height"];
const SMALLEST = 0.5; // per cent: less is a slip of the finger
const rows = [...form.querySelectorAll("[data-cover]")].map((row) => row.dataset.cover);
const { width: across, height: down } = board.viewBox.baseVal;

const fieldsOf = (row) => SIDES.map((side) => form.elements[`${side}_${row}`]);
const within = (least, value, most) => Math.min(Math.max(value, least), most);
const written = (value) => (lang === "vi" ? String(value).replace(".", ",") : String(value));
const rounded = (value) => Math.round(value * 100) / 100;

// covers[n] is what the fields of row n say: [left, top, width, height], or null.
let covers = rows.map(read);
const before = []; // to undo: the covers as they were, oldest first

function read(row) {
  const typed = fieldsOf(row).map((field) => field.value.trim().replace(",", "."));
  if (typed.some((value) => !/^\d{1,3}(\.\d+)?$/.test(value))) return null;
  return typed.map(Number);
}

function write(at) {
  fieldsOf(rows[at]).forEach((field, side) => {
    field.value = covers[at] ? written(rounded(covers[at][side])) : "";
  });
}

function drawn(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function draw() {
  const focused = document.activeElement?.dataset?.at;
  board.querySelectorAll("g").forEach((old) => old.remove());
  const scale = board.getScreenCTM()?.a || 1;
  covers.forEach((cover, at) => {
    if (!cover) return;
    const [x, y, width, height] = [cover[0] * across, cover[1] * down, cover[2] * across, cover[3] * down]
      .map((value) => value / 100);
    const group = drawn("g", {});
    const told = SIDES.map((_, side) => written(rounded(cover[side]))).join("; ");
    group.append(
      drawn("rect", {
        class: "cover", x, y, width, height, tabindex: "0", role: "button", "data-at": at,
        "aria-label": `${board.dataset.name} ${at + 1}: ${told}`,
      }),
      drawn("circle", { class: "grip", cx: x + width, cy: y + height, r: 11 / scale, "data-grip": at }),
    );
    board.append(group);
  });
  if (focused !== undefined) board.querySelector(`[data-at="${focused}"]`)?.focus();
  tools.querySelector("[data-undo]").disabled = before.length === 0;
}

function change(at, cover, from = covers) {
  before.push(from.map((old) => old && [...old]));
  covers = covers.map((old, place) => (place === at ? cover : old));
  write(at);
  draw();
}

function undo() {
  if (!before.length) return;
  covers = before.pop();
  rows.forEach((_, at) => write(at));
  draw();
}

function free() {
  const at = covers.indexOf(null);
  if (at < 0) said.textContent = board.dataset.full;
  return at;
}

function remove(at) {
  change(at, null);
  said.textContent = board.dataset.removed;
  (board.querySelector(".cover") ?? tools.querySelector("[data-add]")).focus();
}

// ---- mouse and finger

function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(board.getScreenCTM().inverse());
  return [within(0, point.x * 100 / across, 100), within(0, point.y * 100 / down, 100)];
}

const spanned = ([x1, y1], [x2, y2]) => [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)];
const moved = ([x, y, width, height], dx, dy) => [within(0, x + dx, 100 - width), within(0, y + dy, 100 - height), width, height];
const sized = ([x, y, width, height], dx, dy) => [x, y, within(SMALLEST, width + dx, 100 - x), within(SMALLEST, height + dy, 100 - y)];

let drag = null; // what a pointer that is down does: which cover, from where, and how the covers were

board.addEventListener("pointerdown", (event) => {
  if (drag || event.button !== 0) return;
  const { at, grip } = event.target.dataset;
  const isNew = at === undefined && grip === undefined;
  const chosen = isNew ? free() : Number(at ?? grip);
  if (chosen < 0) return;
  event.preventDefault();
  const start = place(event);
  const was = covers.map((cover) => cover && [...cover]);
  const follow = isNew ? (now) => spanned(start, now)
    : (now) => (grip === undefined ? moved : sized)(was[chosen], now[0] - start[0], now[1] - start[1]);
  drag = { chosen, was, follow, pointer: event.pointerId };
  board.setPointerCapture(event.pointerId);
});

board.addEventListener("pointermove", (event) => {
  if (drag?.pointer !== event.pointerId) return;
  covers[drag.chosen] = drag.follow(place(event));
  draw();
});

board.addEventListener("pointerup", (event) => {
  if (drag?.pointer !== event.pointerId) return;
  const { chosen, was } = drag;
  const now = covers[chosen];
  drag = null;
  const isSlip = !now || now[2] < SMALLEST || now[3] < SMALLEST;
  const isSame = String(now) === String(was[chosen]);
  covers = was;
  if (isSlip || isSame) draw();
  else change(chosen, now, was);
  board.querySelector(`[data-at="${chosen}"]`)?.focus();
});

board.addEventListener("pointercancel", () => {
  if (!drag) return;
  covers = drag.was;
  drag = null;
  draw();
});

// ---- keyboard

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

board.addEventListener("keydown", (event) => {
  const at = Number(event.target.dataset.at);
  if (Number.isNaN(at) || !covers[at]) return;
  const arrow = ARROWS[event.key];
  if (arrow) change(at, (event.shiftKey ? sized : moved)(covers[at], ...arrow));
  else if (event.key === "Delete" || event.key === "Backspace") remove(at);
  else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo();
  else if (event.key === "Enter" || event.key === " ") {
    const [first] = fieldsOf(rows[at]);
    const folded = first.closest("details");
    if (folded) folded.open = true;
    first.focus();
  } else return;
  event.preventDefault();
});

tools.querySelector("[data-add]").addEventListener("click", () => {
  const at = free();
  if (at < 0) return;
  change(at, [40, 40, 20, 20]);
  board.querySelector(`[data-at="${at}"]`).focus();
});
tools.querySelector("[data-undo]").addEventListener("click", undo);

// What is typed shows at once.
form.addEventListener("change", () => {
  before.push(covers);
  covers = rows.map(read);
  draw();
});
window.addEventListener("resize", draw);

board.classList.add("is-live");
tools.hidden = false;
document.querySelector("[data-picture-hint]").hidden = false;
draw();
