// The staff desk: shortcuts, and clocks that run down. Everything also works without.

import { actByKey, showEvidence } from "./viewer.js";

const OFF = "desk-shortcuts-off";
const isOff = () => localStorage.getItem(OFF) === "1";

// Shortcuts ------------------------------------------------------------------------------------

const stops = () => [...document.querySelectorAll("[data-row], [data-check]")];

// Beside it the paper that proves it, and room below it, where its reason opens, above the bar.
function bringInView(check) {
  showEvidence(check);
  check.scrollIntoView({ block: "center" });
}

function step(by) {
  const all = stops();
  const here = all.findIndex((stop) => stop.contains(document.activeElement));
  const next = all[Math.min(Math.max(here + by, 0), all.length - 1)];
  (next?.matches("a") ? next : next?.querySelector("input:checked, input"))?.focus();
  if (next?.matches("[data-check]")) bringInView(next);
}

function answer(number) {
  const [yes, no] = document.querySelectorAll(`[data-check="${number}"] .btn-check`);
  const chosen = yes?.checked ? no : yes;
  chosen?.click();
  chosen?.focus();
  if (chosen) bringInView(chosen.closest("[data-check]"));
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
  if (actByKey(event.key)) event.preventDefault();
  else if (/^[1-9jksnaru?]$/.test(event.key)) {
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

// Clocks ---------------------------------------------------------------------------------------

const asClock = (seconds) => `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;

document.querySelectorAll("[data-seconds-left]").forEach((place) => {
  const inWords = !place.dataset.secondsLeft;
  const end = Date.now() + Number(inWords ? place.textContent : place.dataset.secondsLeft) * 1000;
  const tick = () => {
    const left = Math.max(Math.round((end - Date.now()) / 1000), 0);
    place.textContent = inWords ? left : asClock(left);
    if (left > 0) return;
    clearInterval(ticking);
    place.closest("[data-gone-at-the-end]")?.remove();
  };
  const ticking = setInterval(tick, 1000);
  tick();
});
