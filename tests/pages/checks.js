// What axe-core does not see. Each check returns readable lines; none means that all is well.

window.checks = {
  // A page may be as wide as the screen; only a region of its own scrolls sideways.
  widerThanTheScreen() {
    const root = document.documentElement;
    if (root.scrollWidth <= window.innerWidth + 1) return []; // a pixel that rounding makes
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
    const [help] = document.querySelectorAll("header nav a[href='/bantuan/']");
    if (!help) wrong.push("no help in the main menu");
    return wrong;
  },

  // By how much what was shown moved without anybody having touched the page.
  jumped() {
    return new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value;
      }).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => setTimeout(() => resolve(sum), 50));
    });
  },

  // axe-core with every rule, or with those about places and colours where it read the same before.
  read(tags, layout) {
    const shown = whatIsShown();
    if (readBefore.has(shown)) return checks.readRules(layout);
    readBefore.add(shown);
    return run({ runOnly: { type: "tag", values: tags } });
  },

  readRules(rules) {
    return run({ runOnly: { type: "rule", values: rules }, preload: false });
  },
};

const readBefore = new Set();

async function run(options) {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} (${failureSummary})`),
  );
}

// Of each element whether it is there for eyes, and the roles that CSS can give or take.
function whatIsShown() {
  const plain = /^(inline-)?(block|flex|grid)$|^inline$/;
  return [...document.body.querySelectorAll("*")].map((one) => {
    const { display, visibility, clip, opacity } = getComputedStyle(one);
    return [display.replace(plain, "plain"), visibility, clip, opacity].join(" ");
  }).join();
}

function inOwnRegion(element) {
  const region = element.closest(".table-responsive, [role=region][tabindex]");
  return region !== null && region !== element;
}

function named(element) {
  const words = (element.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
  return `<${element.tagName.toLowerCase()} class="${element.className}"> ${words}`;
}
