/** Ctrl+K moves the focus to the search field. */
export function makeSearchShortcut() {
  document.addEventListener("keydown", (event) => {
    const field = document.querySelector("#site-search");
    if (
      event.key.toLowerCase() !== "k" ||
      !(event.ctrlKey || event.metaKey) ||
      event.shiftKey ||
      event.altKey ||
      !(field instanceof HTMLElement)
    )
      return;
    event.preventDefault();
    if (!field.offsetParent) document.querySelector(".menu")?.setAttribute("open", "");
    field.focus();
  });
}
