const collator = new Intl.Collator(document.documentElement.lang);

/**
 * Gives the shapes of a map a roving tabindex: left and right go to the next shape by region and name, up and down to
 * the first shape of the next region.
 * @param {SVGSVGElement} svg
 * @returns {SVGAElement[]} the links in their order
 */
export function makeRoving(svg) {
  const links = [...svg.querySelectorAll("a[data-code]:not([aria-hidden])")]
    .filter((link) => link instanceof SVGAElement)
    .sort(byRegionThenName);
  links[0]?.setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => {
    const at = links.indexOf(/** @type {SVGAElement} */ (document.activeElement));
    const next = at < 0 ? undefined : links[targetIndex(links, at, event.key)];
    if (!next) return;
    event.preventDefault();
    focusOn(links, next);
  });
  return links;
}

/**
 * Moves the tab stop and the focus to a shape.
 * @param {SVGAElement[]} links
 * @param {SVGAElement} next
 */
export function focusOn(links, next) {
  for (const link of links) link.setAttribute("tabindex", link === next ? "0" : "-1");
  next.focus({ preventScroll: true });
}

/** @param {SVGAElement[]} links @param {number} at @param {string} key */
function targetIndex(links, at, key) {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % links.length;
    case "ArrowLeft":
      return (at + links.length - 1) % links.length;
    case "ArrowDown":
      return firstOfNext(links, at, 1);
    case "ArrowUp":
      return firstOfNext(links, at, -1);
    case "Home":
      return 0;
    case "End":
      return links.length - 1;
    default:
      return -1;
  }
}

/** @param {SVGAElement[]} links @param {number} at @param {1 | -1} step */
function firstOfNext(links, at, step) {
  const regions = [...new Set(links.map((link) => link.dataset.region))];
  const here = regions.indexOf(links[at].dataset.region);
  const next = regions[(here + step + regions.length) % regions.length];
  return links.findIndex((link) => link.dataset.region === next);
}

/** @param {SVGAElement} a @param {SVGAElement} b */
function byRegionThenName(a, b) {
  return collator.compare(a.dataset.region ?? "", b.dataset.region ?? "") || collator.compare(nameOf(a), nameOf(b));
}

/** @param {Element} link */
export const nameOf = (link) => link.getAttribute("aria-label") ?? "";
