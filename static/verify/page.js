// The page on which anybody repeats a round: reads the files once, then needs no connection any more.

import { compareFiles, kindOf, rowOf } from "./check.js";
import { sha256 } from "./sha256.js";

const { files: addresses, promised, titles, words } = JSON.parse(document.getElementById("check").textContent);
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const button = part("calculate");
const published = new Map();
let repeated = null;

const inEights = (digest) => digest.match(/.{8}/g).join(" ");
const filled = (text, details) => text.replace(/\{(\w+)\}/g, (_whole, name) => details[name]);

function say(place, text, kind) {
  const box = part(place);
  box.hidden = false;
  box.className = kind ? `alert alert-${kind}` : "";
  box.replaceChildren(element("p", text));
}

function element(name, text, css = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (css) made.className = css;
  return made;
}

const verdict = (agrees) => element("span", agrees ? words.agrees : words.differs, `badge badge--${agrees ? "complete" : "problem"}`);

function row(head, agrees, ...cells) {
  const line = document.createElement("tr"), heading = document.createElement("th");
  const judgement = document.createElement("div");
  heading.scope = "row";
  judgement.append(verdict(agrees));
  heading.append(element("div", head), judgement);
  line.append(heading, ...cells);
  return line;
}

// Let the browser paint before the calculation holds it up.
const painted = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });

async function calculate(files) {
  say("said", words.working);
  button.disabled = true;
  await painted();
  try {
    repeated = compareFiles(Object.fromEntries(files));
    show(repeated);
  } catch (fault) {
    say("said", filled(words.unreadable, { fault: fault.message }), "danger");
  } finally {
    button.disabled = false;
  }
}

function show({ findings, classes, entropy, isGood }) {
  say("said", isGood ? words.all_agree : words.something_differs, isGood ? "success" : "danger");
  part("findings").replaceChildren(...findings.map(({ key, agrees, digest }) => {
    const cell = document.createElement("td");
    cell.append(element("span", inEights(digest), "digest"));
    return row(words[`finding_${key}`], agrees, cell);
  }));
  part("classes").replaceChildren(...classes.map(({ id, seated, capacity, waiting, agrees }) => row(
    titles[id] ?? id,
    agrees,
    element("td", filled(words.seats, { seated, capacity }), "num"),
    element("td", waiting, "num"),
  )));
  part("entropy").textContent = entropy ? filled(words.entropy, { entropy }) : "";
  part("outcome").hidden = false;
}

function wordsOf(code) {
  const [head, detail = ""] = code.split(/:(.*)/s);
  return filled(words[head], { detail: titles[detail] ?? detail });
}

function tellRow(code) {
  const found = repeated && rowOf(repeated.outcome, code);
  if (!repeated) return say("row", words.calculate_first, "info");
  if (!found) return say("row", filled(words.unknown_code, { code }), "warning");
  say("row", filled(words.row, { code }), "success");
  const list = document.createElement("ul");
  list.append(...found.choices.map(({ batch, code: result, rank }) => element(
    "li", filled(words.wish, { rank, title: titles[batch] ?? batch, result: wordsOf(result) }),
  )));
  list.append(...found.moves.map(({ step, from, to }) => element("li", filled(to ? words.moved : words.gave_up, {
    step, from: titles[from] ?? from, to: titles[to] ?? to,
  }))));
  part("row").append(list);
}

function tellNoted(text) {
  const noted = text.replace(/\s/g, "").toLowerCase();
  const digests = { commitment: promised };
  for (const [kind, bytes] of published) digests[kind] = sha256(bytes);
  const known = Object.keys(digests).find((name) => digests[name] === noted);
  say("noted", known ? words[`noted_${known}`] : words.noted_nowhere, known ? "success" : "warning");
}

function onSend(name, act) {
  part(name).addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.target.elements[0].value.trim());
  });
}

async function bytesOf(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(address);
  return new Uint8Array(await answer.arrayBuffer());
}

async function begin() {
  document.querySelectorAll("[data-with-script]").forEach((hidden) => { hidden.hidden = false; });
  part("without-script").hidden = true;
  onSend("code-form", (code) => tellRow(code.toUpperCase()));
  onSend("noted-form", tellNoted);
  button.addEventListener("click", () => calculate(published));
  part("own-files").addEventListener("change", async ({ target }) => {
    try {
      const all = await Promise.all([...target.files].map(async (file) => new Uint8Array(await file.arrayBuffer())));
      const own = new Map(all.map((bytes) => [kindOf(bytes), bytes]));
      if (!own.has("problem") || !own.has("outcome")) say("said", words.files_missing, "warning");
      else await calculate(own);
    } catch (fault) {
      say("said", filled(words.unreadable, { fault: fault.message }), "danger");
    }
  });
  try {
    for (const [kind, address] of Object.entries(addresses)) published.set(kind, await bytesOf(address));
    say("said", words.ready, "info");
    button.disabled = false;
  } catch {
    say("said", words.not_loaded, "danger");
  }
}

begin();
