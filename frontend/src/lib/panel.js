/**
 * Fills the panel from the row of the page's table: name, link and every labelled cell.
 * @param {HTMLElement} panel
 * @param {string} code
 * @param {Element} link the shape, used where the table has no such row
 */
export function fillPanel(panel, code, link) {
  const row = document.querySelector(`tr[data-code="${CSS.escape(code)}"]`);
  const title = document.createElement("h3");
  title.append(...clones(row?.querySelector("th")?.childNodes ?? [anchor(link)]));
  const list = document.createElement("dl");
  for (const cell of /** @type {NodeListOf<HTMLElement>} */ (row?.querySelectorAll("td[data-label]") ?? [])) {
    list.append(element("dt", [cell.dataset.label ?? ""]), element("dd", clones(cell.childNodes)));
  }
  panel.replaceChildren(title, list);
}

/** @param {Iterable<Node>} nodes */
const clones = (nodes) => [...nodes].map((node) => node.cloneNode(true));

/** @param {string} name @param {(Node | string)[]} content */
function element(name, content) {
  const created = document.createElement(name);
  created.append(...content);
  return created;
}

/** @param {Element} link */
function anchor(link) {
  const created = document.createElement("a");
  created.href = link.getAttribute("href") ?? "";
  created.textContent = link.getAttribute("aria-label");
  return created;
}
