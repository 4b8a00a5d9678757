// What pages of signed-in people need, in one file, since each file more costs a slow phone a wait:
// the warning before a session ends, and sending files on the page of documents.

// Warns two minutes before the session of a shared phone ends, and lets people stay.

const WARN_SECONDS = 120;
// The server writes down only once a minute that somebody is there.
const SLACK_SECONDS = 60;

const place = document.querySelector("[data-session-seconds]");
const seconds = Number(place.dataset.sessionSeconds) - SLACK_SECONDS;
let endsAt;

function startAgain() {
  endsAt = Date.now() + seconds * 1000;
  place.replaceChildren();
}

function show(name) {
  if (place.dataset.shown === name && place.children.length) return;
  place.dataset.shown = name;
  place.replaceChildren(document.getElementById(name).content.cloneNode(true));
}

async function stay(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.status === 204) startAgain();
    else show("session-ended");
  } catch {
    // The line is lost: the warning stays, and the button can be pressed again.
  }
}

function look() {
  const left = (endsAt - Date.now()) / 1000;
  if (left <= 0) show("session-ended");
  else if (left <= WARN_SECONDS) show("session-ends");
}

place.addEventListener("submit", stay);
document.addEventListener("visibilitychange", look);
startAgain();
setInterval(look, 1000);

// Sends a chosen file at once: smaller, with progress, and again after a lost line. Without this,
// each paper is an ordinary form with a button.

const LONGEST_EDGE = 2000;
const QUALITY = 0.8;
const SILENCE = 30_000;
const TRIES = 3;
const status = document.querySelector("[data-upload-status]");
const megabytes = (bytes) => (bytes / 1024 / 1024).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// A photo drawn anew is small, upright and says nothing about the place; what cannot be drawn goes as it is.
async function shrunk(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}

function piece(name) {
  return document.querySelector(`template[data-upload-${name}]`).content.firstElementChild.cloneNode(true);
}

function live(section) {
  const form = section.querySelector("[data-upload]");
  if (!form) return;
  const fields = [...form.children];
  let shown = null;

  function show(element) {
    shown?.remove();
    shown = element;
    fields.forEach((field) => { field.hidden = Boolean(element) || field.matches("button"); });
    if (element) form.append(element);
  }

  function back() {
    form.reset();
    show(null);
    form.querySelector("input[type=file]").focus();
  }

  function fail(cause, values, again) {
    const note = piece("lost");
    const words = note.querySelector("[data-cause]");
    const retry = note.querySelector("[data-retry]");
    words.textContent = filled(words.dataset[cause], values);
    note.querySelector("[data-cancel]").onclick = back;
    if (again) retry.onclick = again;
    else retry.remove();
    show(note);
    status.textContent = words.textContent;
    note.querySelector("button").focus();
  }

  function send(file, name, label, tries = 1) {
    const total = megabytes(file.size);
    if (file.size > Number(form.dataset.limit)) return fail("large", { total });
    const note = piece("sending");
    const bar = note.querySelector("progress");
    const amount = note.querySelector("[data-amount]");
    const request = new XMLHttpRequest();
    let percent = 0;
    let silence;
    let given_up = false;
    let waiting;

    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    const progress = (sent) => {
      percent = Math.floor((sent / file.size) * 100);
      bar.value = percent;
      amount.textContent = filled(amount.dataset.progress, { percent, sent: megabytes(sent), total });
    };
    const lost = () => {
      clearTimeout(silence);
      if (!given_up) fail("lost", { percent }, () => send(file, name, label));
    };

    note.querySelector("[data-name]").textContent = label;
    note.querySelector("[data-cancel]").onclick = () => {
      given_up = true;
      clearTimeout(waiting);
      request.abort();
      back();
    };
    progress(0);
    show(note);
    request.upload.onprogress = (event) => {
      listen();
      progress(Math.min(event.loaded, file.size));
    };
    request.upload.onload = () => {
      listen();
      progress(file.size);
      amount.textContent = amount.dataset.checking;
    };
    request.onerror = lost;
    request.onabort = lost;
    request.onload = () => {
      clearTimeout(silence);
      const seconds = Number(request.getResponseHeader("Retry-After"));
      if (request.status !== 503 || !seconds || tries === TRIES) return answered(request, () => send(file, name, label));
      amount.textContent = status.textContent = amount.dataset.busy;
      waiting = setTimeout(() => send(file, name, label, tries + 1), seconds * 1000);
    };
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append(name, file, label);
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    listen();
    request.send(data);
  }

  function answered(request, again) {
    const fresh = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("[data-paper]");
    // The session ended, or the paper can no longer be changed: the page itself says so.
    if (request.responseURL !== form.action) return window.location.assign(request.responseURL);
    if (!fresh || ![200, 422, 429, 503].includes(request.status)) return fail("down", {}, again);
    section.replaceWith(fresh);
    live(fresh);
    status.textContent = fresh.dataset.said;
    fresh.querySelector("h2").focus();
  }

  form.querySelectorAll("[data-live]").forEach((label) => { label.className = label.dataset.live; });
  form.addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) send(await shrunk(file), event.target.name, file.name);
  });
  show(null);
}

document.querySelectorAll("[data-paper]").forEach(live);
