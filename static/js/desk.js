// The staff desk: shortcuts, and a viewer that shows one paper at a time. Everything also works without.

const OFF = "desk-shortcuts-off";
const isOff = () => localStorage.getItem(OFF) === "1";

// Shortcuts ------------------------------------------------------------------------------------

const stops = () => [...document.querySelectorAll("[data-row], [data-check]")];

function step(by) {
  const all = stops();
  const here = all.findIndex((stop) => stop.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
  (next?.matches("a") ? next : next?.querySelector("input:checked, input"))?.focus();
}

function answer(number) {
  const [yes, no] = document.querySelectorAll(`[data-check="${number}"] .btn-check`);
  const chosen = yes?.checked ? no : yes;
  chosen?.click();
  chosen?.focus();
}

function restInOrder() {
  const open = [...document.querySelectorAll("[data-check]")].filter((check) => !check.querySelector(".btn-check:checked"));
  open.forEach((check) => { check.querySelector(".btn-check").checked = true; });
  document.getElementById("checks")?.dispatchEvent(new Event("change", { bubbles: true }));
}

function help() {
  const keys = document.querySelector("[data-shortcuts]");
  if (!keys) return;
  keys.open = !keys.open;
  keys.querySelector("summary").focus();
}

function act(key) {
  if (/^[1-9]$/.test(key)) return answer(key);
  if (key === "j") return step(1);
  if (key === "k") return step(-1);
  if (key === "s") return restInOrder();
  if (key === "?") return help();
  return document.querySelector(`[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
  if (/^[1-9jksnar?]$/.test(event.key)) {
    event.preventDefault();
    act(event.key);
  }
});

const off = document.querySelector("[data-shortcuts-off]");
if (off) {
  off.checked = isOff();
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : "0"));
}

const rest = document.querySelector("[data-rest-in-order]");
if (rest) {
  rest.hidden = false;
  rest.addEventListener("click", restInOrder);
}

// Viewer ---------------------------------------------------------------------------------------

const viewer = document.querySelector("[data-viewer]");
const papers = viewer?.querySelector(".papers");

function show(id) {
  const paper = document.getElementById(id);
  if (!paper) return;
  papers.querySelectorAll("figure").forEach((figure) => figure.classList.toggle("is-shown", figure === paper));
  viewer.querySelectorAll(".nav-link").forEach((link) => {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

function turn(image, { zoom = 0, quarter = 0 }) {
  const size = Math.min(Math.max(Number(image.dataset.size ?? 100) + zoom, 50), 300);
  const angle = (Number(image.dataset.angle ?? 0) + quarter) % 360;
  Object.assign(image.dataset, { size, angle });
  image.style.maxWidth = "none";
  image.style.width = `${size}%`;
  image.style.transform = `rotate(${angle}deg)`;
}

if (papers) {
  papers.classList.add("one-at-a-time");
  viewer.querySelector("[data-viewer-tools]").hidden = false;
  show(papers.querySelector("figure").id);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[href^='#paper-']");
    if (link) {
      event.preventDefault();
      show(link.hash.slice(1));
    }
    const tool = event.target.closest("[data-zoom], [data-rotate]");
    const pages = tool ? papers.querySelectorAll(".is-shown img") : [];
    pages.forEach((page) => turn(page, tool.dataset.zoom ? { zoom: tool.dataset.zoom * 25 } : { quarter: 90 }));
  });
}
