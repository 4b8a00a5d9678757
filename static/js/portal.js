// What htmx leaves open: a request that fails says why in place and can be sent again from there, and
// an ended session leads to the sign-in page.
// Buttons that print show themselves.

const NOTE = "[data-request-failed]";

function removeNotes(within) {
  within.querySelectorAll(NOTE).forEach((note) => note.remove());
}

function causeOf({ status }) {
  if (status >= 500) return "down";
  return status >= 400 ? "refused" : "lost";
}

function showFailure(event) {
  const { elt, requestConfig, xhr } = event.detail;
  const place = event.detail.target ?? event.target;
  const note = document.getElementById("request-failed").content.firstElementChild.cloneNode(true);
  const words = note.querySelector("[data-cause]");
  words.textContent = words.dataset[causeOf(xhr)];
  note.querySelector("[data-retry]").addEventListener("click", () => {
    window.htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt });
  });
  removeNotes(place.parentElement ?? document.body);
  place.before(note);
}

document.addEventListener("htmx:sendError", showFailure);
document.addEventListener("htmx:timeout", showFailure);
document.addEventListener("htmx:responseError", showFailure);

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (/^\s*<!doctype/i.test(xhr.responseText) && xhr.status < 400) {
    event.detail.shouldSwap = false;
    window.location.assign(xhr.responseURL);
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  removeNotes(event.detail.target.parentElement ?? document.body);
});

// A piece that asks for itself again rests while nobody looks, and asks at once when somebody does.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.hasAttribute("data-live")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.querySelectorAll("[data-live]").forEach((piece) => window.htmx.trigger(piece, "seen"));
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
