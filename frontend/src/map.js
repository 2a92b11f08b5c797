import { replaced } from "./lib/live.js";
import { fillPanel } from "./lib/panel.js";
import { focusOn, makeRoving, nameOf } from "./lib/roving.js";
import { makeZoom, parseWindow } from "./lib/zoom.js";

/**
 * Attaches the behaviour of one map figure: shapes, panel, zoom links and search.
 * @param {HTMLElement} figure a `figure[data-map]`
 */
function wire(figure) {
  const svg = /** @type {SVGSVGElement | null} */ (figure.querySelector("svg.world"));
  const panel = /** @type {HTMLElement | null} */ (document.querySelector(".panel"));
  if (!svg || !panel) return;
  const links = makeRoving(svg);
  const show = (/** @type {SVGAElement} */ link) => mark(link, panel);
  showOnPointer(svg, show);
  showOnFocus(figure, show);
  const zoom = makeZoomLinks(figure, svg);
  makeSearch(figure, links, (link) => {
    zoom(link.dataset.region ?? "");
    show(link);
  });
}

/** @param {SVGAElement} link @param {HTMLElement} panel */
function mark(link, panel) {
  const code = link.dataset.code ?? "";
  if (link.classList.contains("shown")) return;
  for (const old of document.querySelectorAll(".world .shown")) old.classList.remove("shown");
  for (const same of document.querySelectorAll(`.world a[data-code="${CSS.escape(code)}"]`))
    same.classList.add("shown");
  fillPanel(panel, code, link);
}

/**
 * Shows a shape in the panel on hover or a first tap; a second tap follows the link.
 * @param {SVGSVGElement} svg @param {(link: SVGAElement) => void} show
 */
function showOnPointer(svg, show) {
  let tapped = /** @type {SVGAElement | null} */ (null);
  const showAt = onLink(show);
  svg.addEventListener("pointerdown", (event) => {
    const link = linkAt(event);
    tapped = event.pointerType === "mouse" || link?.classList.contains("shown") ? null : link;
  });
  svg.addEventListener("click", (event) => {
    if (tapped && tapped === linkAt(event)) event.preventDefault();
    tapped = null;
  });
  svg.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") showAt(event);
  });
  svg.addEventListener("pointerup", showAt);
}

/**
 * The listener is on the figure: an svg with a focus listener would become a tab stop of its own.
 * @param {HTMLElement} figure @param {(link: SVGAElement) => void} show
 */
function showOnFocus(figure, show) {
  figure.addEventListener("focusin", onLink(show));
}

/** @param {(link: SVGAElement) => void} show */
const onLink = (show) => (/** @type {Event} */ event) => {
  const link = linkAt(event);
  if (link) show(link);
};

/** @param {Event} event */
const linkAt = (event) =>
  /** @type {SVGAElement | null} */ (
    event.target instanceof Element ? event.target.closest(".world a[data-code]") : null
  );

/**
 * @param {HTMLElement} figure @param {SVGSVGElement} svg
 * @returns {(region: string) => void} zooms to a region that has a link
 */
function makeZoomLinks(figure, svg) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...figure.querySelectorAll(".zooms a[data-zoom]")]);
  if (!links.length) return () => {};
  const widths = links.map((link) => parseWindow(link.dataset.zoom ?? "")[2]);
  const zoom = makeZoom(svg, Math.max(...widths));
  const choose = (/** @type {HTMLAnchorElement} */ link) => {
    for (const other of links) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    zoom(parseWindow(link.dataset.zoom ?? ""));
  };
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
    });
  }
  return (region) => {
    const link = links.find((candidate) => candidate.dataset.region === region);
    if (link) choose(link);
  };
}

/**
 * @param {HTMLElement} figure @param {SVGAElement[]} links @param {(link: SVGAElement) => void} found
 */
function makeSearch(figure, links, found) {
  const input = /** @type {HTMLInputElement | null} */ (figure.querySelector("input[data-map-search]"));
  if (!input) return;
  input.closest("[hidden]")?.removeAttribute("hidden");
  const names = document.createElement("datalist");
  names.id = `${input.id}-names`;
  names.append(...links.map((link) => new Option(nameOf(link))));
  input.after(names);
  input.setAttribute("list", names.id);
  const match = () => links.find((link) => normalize(nameOf(link)).startsWith(normalize(input.value)));
  input.addEventListener("input", () => {
    const link = input.value.length > 1 ? match() : undefined;
    if (link) found(link);
  });
  input.addEventListener("keydown", (event) => {
    const link = event.key === "Enter" && input.value ? match() : undefined;
    if (!link) return;
    event.preventDefault();
    focusOn(links, link);
  });
}

/** Ignores accents, case, and the difference between dashes and spaces. @param {string} text */
const normalize = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[\s\p{Pd}]+/gu, " ")
    .toLocaleLowerCase();

/** @type {WeakSet<Element>} */
const wired = new WeakSet();

function wireAll() {
  for (const figure of document.querySelectorAll("figure[data-map]")) {
    if (!wired.has(figure)) wire(/** @type {HTMLElement} */ (figure));
    wired.add(figure);
  }
}

wireAll();
document.addEventListener(replaced, wireAll);
