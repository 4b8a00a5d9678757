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
