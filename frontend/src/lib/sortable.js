const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

/**
 * Gives every `th[data-sort]` of a table a button that sorts it.
 * @param {ParentNode} root
 */
export function makeSortable(root) {
  for (const th of /** @type {NodeListOf<HTMLTableCellElement>} */ (root.querySelectorAll("th[data-sort]"))) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...th.childNodes);
    button.addEventListener("click", () => sortBy(th));
    th.append(button);
  }
}

/** @param {HTMLTableCellElement} th */
function sortBy(th) {
  const table = /** @type {HTMLTableElement} */ (th.closest("table"));
  const down = th.ariaSort === "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  th.ariaSort = down ? "descending" : "ascending";
  const compare = th.dataset.sort === "number" ? byNumber : collator.compare;
  for (const body of table.tBodies) {
    body.append(...sorted([...body.rows], th.cellIndex, compare, down));
  }
}

/**
 * Group headings stay first; rows without a value come last in both directions.
 * @param {HTMLTableRowElement[]} rows
 * @param {number} column
 * @param {(a: string, b: string) => number} compare
 * @param {boolean} down
 */
function sorted(rows, column, compare, down) {
  const groups = rows.filter((row) => row.classList.contains("group"));
  const keyed = rows.filter((row) => !groups.includes(row)).map((row) => ({ row, key: keyOf(row.cells[column]) }));
  const empty = keyed.filter(({ key }) => key === "");
  const full = keyed
    .filter(({ key }) => key !== "")
    .sort((a, b) => (down ? compare(b.key, a.key) : compare(a.key, b.key)));
  return [...groups, ...[...full, ...empty].map(({ row }) => row)];
}

/** @param {HTMLTableCellElement | undefined} cell */
const keyOf = (cell) => (cell?.dataset.value ?? cell?.textContent ?? "").trim();

/** @param {string} a @param {string} b */
const byNumber = (a, b) => Number(a) - Number(b);
