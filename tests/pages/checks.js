// What axe-core does not see. Each check returns readable lines; none means that all is well.

window.checks = {
  // A page may be as wide as the screen; only a region of its own scrolls sideways.
  widerThanTheScreen() {
    const root = document.documentElement;
    if (root.scrollWidth <= window.innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth + 1 && !inOwnRegion(element),
    );
    return [`${root.scrollWidth} px: ${wide.slice(-3).map(named).join(", ")}`];
  },

  // Every page: one heading of the first level, a title, the language it is written in.
  withoutItsFrame(language) {
    const wrong = [];
    if (document.documentElement.lang !== language) wrong.push(`lang is ${document.documentElement.lang}`);
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) wrong.push(`${headings} first headings`);
    if (!document.title.trim()) wrong.push("no title");
    return wrong;
  },
};

function inOwnRegion(element) {
  const region = element.closest(".table-responsive, [role=region][tabindex]");
  return region !== null && region !== element;
}

function named(element) {
  const words = (element.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
  return `<${element.tagName.toLowerCase()} class="${element.className}"> ${words}`;
}
