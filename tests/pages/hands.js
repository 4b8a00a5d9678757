// What hands and eyes need of a page: each check returns readable lines; none means that all is well.

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
const TARGETS = ".btn, .form-control, .form-select, .form-check";
// The input in it is larger than the button and cannot be seen.
const FILE_BUTTON = ".file";
const SMALL = ".language *, .btn-link, .visually-hidden";
const LEAST_CONTRAST = 3;
const OWN = {
  large: "html { font-size: 200% !important }",
  spaced: "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
};

window.hands = {
  // Wherever a page puts the focus itself, begin above its first control.
  beginAtTheTop() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  },

  // What the focus is on now, whether an outline of two pixels or more says so that stands out from
  // its ground, and whether a bar that stays in its place lies over all of it.
  noteFocus() {
    const focused = document.activeElement;
    if (focused === hands.last) return ""; // the parts of a date
    if (focused === document.body || focused.dataset.met) return null;
    hands.last = focused;
    focused.dataset.met = "yes";
    const shown = [focused, focused.nextElementSibling, focused.closest(".file")].find(hasOutline);
    if (!shown) return `no outline: ${words(focused)}`;
    if (isCovered(focused)) return `under a bar: ${words(focused)}`;
    const ratio = contrast(getComputedStyle(shown).outlineColor, ground(shown.parentElement));
    return ratio < LEAST_CONTRAST ? `outline of ${ratio.toFixed(1)}: ${words(focused)}` : "";
  },

  // The same of every control in turn, without a key for each: whether it takes the focus, when its
  // turn comes, whether it lets the key Tab go on, and what ``noteFocus`` says. A button that eyes
  // do not see either is there for the key Enter alone.
  passThrough() {
    const found = [...document.querySelectorAll("[tabindex]")]
      .filter((one) => one.tabIndex > 0)
      .map((one) => `out of turn: ${words(one)}`);
    for (const one of document.querySelectorAll(CONTROLS)) {
      if (!isShown(one) || one.matches(":disabled, .visually-hidden[tabindex='-1']")) continue;
      one.focus();
      const isThere = one.tabIndex >= 0 && document.activeElement === one;
      const trouble = isThere ? hands.noteFocus() : `not reached: ${words(one)}`;
      if (trouble) found.push(trouble);
      const tab = new KeyboardEvent("keydown", { key: "Tab", bubbles: true, cancelable: true });
      if (!one.dispatchEvent(tab)) found.push(`not left: ${words(one)}`);
    }
    return found;
  },

  // Controls that the key Tab did not come to; of a group of radio buttons one is enough.
  notMet() {
    const met = new Set([...document.querySelectorAll("[data-met][type=radio]")].map((one) => one.name));
    return [...document.querySelectorAll(CONTROLS)]
      .filter((one) => isShown(one) && !one.disabled && one.tabIndex >= 0 && !one.dataset.met)
      .filter((one) => one.type !== "radio" || !met.has(one.name))
      .map((one) => `not reached: ${words(one)}`);
  },

  // What is cut off, or wider than the screen, while somebody's own spacing, or text twice as large,
  // is put on the page.
  cutOffWith(own) {
    const before = [...document.adoptedStyleSheets];
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(OWN[own]);
    document.adoptedStyleSheets = [...before, sheet];
    const found = [...document.body.querySelectorAll("*")]
      .filter((one) => one.clientWidth > 1 && isCutting(one) && one.innerText?.trim())
      .filter((one) => !one.matches(FILE_BUTTON))
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      .map((one) => `cut off: ${words(one)}`);
    found.push(...checks.widerThanTheScreen());
    document.adoptedStyleSheets = before;
    return found.map((line) => `${own}, ${line}`);
  },

  tooSmall(least) {
    return [...document.querySelectorAll(TARGETS)]
      .filter((one) => isShown(one) && !one.matches(SMALL))
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, box]) => Math.min(box.width, box.height) < least - 0.1)
      .map(([one, box]) => `${Math.round(box.width)}×${Math.round(box.height)}: ${words(one)}`);
  },

  // Buttons that destroy, too near to one that does not.
  tooNear(least) {
    const buttons = [...document.querySelectorAll(".btn")].filter(isShown);
    const destroys = (one) => one.matches(".btn-danger, .btn-outline-danger");
    return buttons.filter(destroys).flatMap((one) =>
      buttons
        .filter((other) => !destroys(other) && gap(one, other) < least - 0.1)
        .map((other) => `${gap(one, other)} px: ${words(one)} from ${words(other)}`),
    );
  },

  moving(longest) {
    const seconds = (times) => Math.max(...times.split(",").map(Number.parseFloat));
    return [...document.querySelectorAll("*")]
      .filter((one) => {
        const style = getComputedStyle(one);
        return Math.max(seconds(style.transitionDuration), seconds(style.animationDuration)) > longest;
      })
      .map((one) => `moves: ${words(one)}`);
  },

  // Without colours of the portal a button still has an edge, and a badge says what it means.
  lostWithoutColours() {
    const edgeless = [...document.querySelectorAll(".btn:not(.btn-link)")].filter(
      (one) => isShown(one) && Number.parseFloat(getComputedStyle(one).borderTopWidth) < 1,
    );
    const mute = [...document.querySelectorAll(".badge")].filter((one) => !one.textContent.trim());
    return [...edgeless, ...mute].map((one) => `lost: ${words(one)}`);
  },
};

function hasOutline(element) {
  if (!element) return false;
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
}

// A bar that sticks is over every corner of the element and is not around it.
function isCovered(element) {
  const box = element.getBoundingClientRect();
  const across = [box.left + 1, box.right - 1];
  const down = [box.top + 1, box.bottom - 1];
  return across.every((x) => down.every((y) => {
    const bar = stuck(document.elementFromPoint(x, y));
    return bar && !bar.contains(element);
  }));
}

function stuck(element) {
  if (!element) return null;
  const style = getComputedStyle(element);
  const isBar = style.position === "fixed" || style.position === "sticky";
  return isBar ? element : stuck(element.parentElement);
}

// The colour behind: of the nearest element around that has one of its own.
function ground(element) {
  if (!element) return "rgb(255, 255, 255)";
  const { backgroundColor } = getComputedStyle(element);
  return numbers(backgroundColor)[3] === 0 ? ground(element.parentElement) : backgroundColor;
}

function numbers(colour) {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return [red, green, blue, alpha];
}

function light(colour) {
  const [red, green, blue] = numbers(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [darker, lighter] = [light(one), light(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function isShown(element) {
  return element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
}

function isCutting(element) {
  return /hidden|clip/.test(getComputedStyle(element).overflow);
}

function gap(one, other) {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return Math.round(Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom));
}

function words(element) {
  const text = (element.innerText || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
  return `<${element.tagName.toLowerCase()} class="${element.className}"> ${text}`;
}
