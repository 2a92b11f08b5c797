const duration = 180;

/**
 * @typedef {number[]} Window x, y, width, height
 * @typedef {{
 *   circle: SVGCircleElement, x: number, y: number, r: number, ax: number, ay: number, until: number, hit: boolean,
 * }} Spot
 */

/**
 * Animates the viewBox of a map; circles keep their size on the screen and move to their anchors as the window
 * narrows.
 * @param {SVGSVGElement} svg
 * @param {number} fullWidth width of the whole map
 * @returns {(window: Window) => void}
 */
export function makeZoom(svg, fullWidth) {
  const spots = spotsOf(svg, fullWidth / windowOf(svg)[2]);
  return (goal) => {
    const from = windowOf(svg);
    const start = performance.now();
    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const step = (/** @type {number} */ now) => {
      const share = reducedMotion ? 1 : Math.min(1, Math.max(0, (now - start) / duration));
      const window = share < 1 ? goal.map((n, i) => from[i] + (n - from[i]) * share * (2 - share)) : goal;
      svg.setAttribute("viewBox", window.join(" "));
      placeCircles(svg, spots, fullWidth / window[2]);
      if (share < 1) requestAnimationFrame(step);
    };
    step(reducedMotion ? start : start + 1);
  };
}

/** @param {SVGSVGElement} svg @returns {Window} */
const windowOf = (svg) => parseWindow(svg.getAttribute("viewBox") ?? "");

/** @param {string} text @returns {Window} */
export const parseWindow = (text) => text.split(" ").map(Number);

/**
 * The circles with their positions and radii on the whole map, whatever window the server rendered.
 * @param {SVGSVGElement} svg @param {number} k @returns {Spot[]}
 */
function spotsOf(svg, k) {
  return [...svg.querySelectorAll("circle")].map((circle) => {
    const own = circle.parentElement?.querySelector("circle:not(.hit)") ?? circle;
    const number = (/** @type {string} */ name, /** @type {Element} */ of = circle) => Number(of.getAttribute(name));
    const ax = own.hasAttribute("data-ax") ? number("data-ax", own) : number("cx");
    const ay = own.hasAttribute("data-ay") ? number("data-ay", own) : number("cy");
    return {
      circle,
      ax,
      ay,
      x: ax + (number("cx") - ax) * k,
      y: ay + (number("cy") - ay) * k,
      r: number("r") * k,
      until: own.hasAttribute("data-until") ? number("data-until", own) : Infinity,
      hit: circle.classList.contains("hit"),
    };
  });
}

/** @param {SVGSVGElement} svg @param {Spot[]} spots @param {number} k */
function placeCircles(svg, spots, k) {
  for (const { circle, x, y, r, ax, ay, until, hit } of spots) {
    const [cx, cy] = [ax + (x - ax) / k, ay + (y - ay) / k];
    circle.setAttribute("cx", String(cx));
    circle.setAttribute("cy", String(cy));
    circle.setAttribute("r", String(r / k));
    circle.toggleAttribute("hidden", until <= k);
    if (!hit) leader(svg, circle)?.setAttribute("d", `M${cx} ${cy}L${ax} ${ay}`);
    if (!hit) leader(svg, circle)?.toggleAttribute("hidden", until <= k);
  }
  svg.querySelector("pattern")?.setAttribute("patternTransform", `rotate(45) scale(${1 / k})`);
}

/** @param {SVGSVGElement} svg @param {Element} circle */
function leader(svg, circle) {
  const code = circle.closest("a")?.dataset.code ?? "";
  return svg.querySelector(`.leader[data-code="${CSS.escape(code)}"]`);
}
