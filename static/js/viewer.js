// The papers of a file: one at a time, larger, smaller, turned, beside the KTP. Without scripts they stand
// below each other, and each page is a link to its full size.

const STEP = 1.25, LEAST = 0.5, MOST = 6, CLOSE = 2.5;
const COMPARED_WITH = "paper-KTP";

const viewer = document.querySelector("[data-viewer]");
const papers = viewer?.querySelector(".papers");
const views = new WeakMap();

const figures = () => [...papers.querySelectorAll("figure")];
const current = () => papers.querySelector("figure.is-current");
const viewOf = (figure) => views.get(figure) ?? { scale: 1, angle: 0 };

// Size 1 shows the whole page: as wide as the pane, and on a wide screen no higher than it.
function draw(figure) {
  const { scale, angle } = viewOf(figure);
  const lies = angle % 180 !== 0;
  const style = getComputedStyle(papers);
  const columns = papers.classList.contains("is-pair") ? 2 : 1;
  const padding = parseFloat(style.paddingLeft) * 2 + parseFloat(style.columnGap) * (columns - 1);
  const wide = (papers.clientWidth - padding) / columns;
  const high = style.maxHeight === "none" ? Infinity : parseFloat(style.maxHeight) * 0.85;
  figure.querySelectorAll(".sheet").forEach((sheet) => {
    const image = sheet.querySelector("img");
    const ratio = image.getAttribute("width") / image.getAttribute("height");
    const width = Math.min(wide, high * (lies ? 1 / ratio : ratio)) * scale;
    const height = lies ? width * ratio : width / ratio;
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    image.style.width = `${lies ? height : width}px`;
    image.style.transform = `translate(-50%, -50%) rotate(${angle}deg)`;
  });
}

function change(figure, how) {
  const view = { ...viewOf(figure), ...how(viewOf(figure)) };
  view.scale = Math.min(Math.max(view.scale, LEAST), MOST);
  views.set(figure, view);
  draw(figure);
  viewer.querySelector("[data-view-said]").textContent = `${Math.round(view.scale * 100)}%, ${view.angle % 360}°`;
}

function arrange() {
  const pair = viewer.querySelector("[data-view=compare]").getAttribute("aria-pressed") === "true";
  const compared = pair && document.getElementById(COMPARED_WITH);
  figures().forEach((figure) => figure.classList.toggle("is-shown", figure === current() || figure === compared));
  papers.classList.toggle("is-pair", Boolean(compared) && compared !== current());
  papers.querySelectorAll(".is-shown").forEach(draw);
}

export function show(id) {
  const paper = document.getElementById(id);
  if (!paper || !papers?.contains(paper)) return;
  figures().forEach((figure) => figure.classList.toggle("is-current", figure === paper));
  viewer.querySelectorAll(".nav-link").forEach((link) => {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  arrange();
  papers.scrollTo(0, 0);
}

// Show the paper that proves what is being checked, unless one that does is shown.
export function showEvidence(check) {
  const ids = [...check.querySelectorAll("[href^='#paper-']")].map((link) => link.hash.slice(1));
  if (papers && ids.length && !ids.includes(current()?.id)) show(ids[0]);
}

function leaf(by) {
  const all = figures();
  show(all[(all.indexOf(current()) + by + all.length) % all.length].id);
}

const ACTS = {
  in: () => change(current(), ({ scale }) => ({ scale: scale * STEP })),
  out: () => change(current(), ({ scale }) => ({ scale: scale / STEP })),
  fit: () => change(current(), () => ({ scale: 1, angle: 0 })),
  turn: () => change(current(), ({ angle }) => ({ angle: angle + 90 })),
  next: () => leaf(1),
  previous: () => leaf(-1),
  compare: () => {
    const button = viewer.querySelector("[data-view=compare]");
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    arrange();
  },
};
const KEYS = { "+": "in", "=": "in", "-": "out", 0: "fit", t: "turn", ".": "next", ",": "previous", c: "compare" };

export function actByKey(key) {
  if (!papers || !(key in KEYS)) return false;
  ACTS[KEYS[key]]();
  return true;
}

// A press on a page brings that spot close, and another one shows the whole page again.
function bringClose(sheet, event) {
  const figure = sheet.closest("figure");
  const box = sheet.getBoundingClientRect();
  const [x, y] = event.detail ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] : [0.5, 0];
  change(figure, ({ scale }) => ({ scale: scale > 1 ? 1 : CLOSE }));
  papers.scrollTo(
    sheet.offsetLeft - papers.offsetLeft + sheet.offsetWidth * x - papers.clientWidth / 2,
    sheet.offsetTop - papers.offsetTop + sheet.offsetHeight * y - papers.clientHeight / 2,
  );
}

if (papers) {
  papers.classList.add("one-at-a-time");
  viewer.querySelector("[data-viewer-tools]").hidden = false;
  show(figures()[0].id);
  new ResizeObserver(arrange).observe(papers);
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("[href^='#paper-']");
    const sheet = event.target.closest(".sheet");
    const tool = event.target.closest("[data-view]");
    if (link || sheet) event.preventDefault();
    if (link) show(link.hash.slice(1));
    else if (sheet) bringClose(sheet, event);
    else if (tool) ACTS[tool.dataset.view]();
  });
}
