/**
 * Fills the one panel from the row that the page's table already holds: name, link and every labelled cell.
 * @param {HTMLElement} panel
 * @param {string} code
 * @param {Element} link the shape, used where the table has no such row
 */
export function fillPanel(panel, code, link) {
  const row = document.querySelector(`tr[data-code="${CSS.escape(code)}"]`);
  const title = document.createElement("h3");
  title.append(...copies(row?.querySelector("th")?.childNodes ?? [anchor(link)]));
  const list = document.createElement("dl");
  for (const cell of /** @type {NodeListOf<HTMLElement>} */ (row?.querySelectorAll("td[data-label]") ?? [])) {
    list.append(element("dt", [cell.dataset.label ?? ""]), element("dd", copies(cell.childNodes)));
  }
  panel.replaceChildren(title, list);
}

/** @param {Iterable<Node>} nodes */
const copies = (nodes) => [...nodes].map((node) => node.cloneNode(true));

/** @param {string} name @param {(Node | string)[]} content */
function element(name, content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** @param {Element} link */
function anchor(link) {
  const made = document.createElement("a");
  made.href = link.getAttribute("href") ?? "";
  made.textContent = link.getAttribute("aria-label");
  return made;
}
