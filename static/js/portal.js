// What htmx leaves open: a lost line says so in place, and an ended session leads to the sign-in page.
// Buttons that print show themselves.

const NOTE = "[data-request-failed]";

function removeNotes(within) {
  within.querySelectorAll(NOTE).forEach((note) => note.remove());
}

function showFailure(event) {
  const place = event.detail.target ?? event.target;
  const note = document.getElementById("request-failed").content.cloneNode(true);
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

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
