// On a board the arrow keys go from card to card and from column to column, and t follows the card's second link; Tab leaves it.
// Whoever comes back from what a card leads to is at that card: the address has its name.
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function beside(columns, card, [aside, ahead]) {
  const at = columns.findIndex((cards) => cards.includes(card));
  const cards = columns[at + aside];
  const place = columns[at].indexOf(card) + ahead;
  return cards?.[aside ? Math.min(place, cards.length - 1) : place];
}

for (const board of document.querySelectorAll("[data-board]")) {
  const lists = [...board.querySelectorAll("[data-column]")];
  const columns = lists.map((list) => [...list.querySelectorAll("[data-card]")]);
  const rove = (to) => {
    for (const card of columns.flat()) {
      for (const link of card.querySelectorAll("a")) link.tabIndex = card === to ? 0 : -1;
    }
  };
  if (columns.length) rove(columns[0][0]);
  board.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    rove(card);
    card.scrollIntoView({ block: "nearest", inline: "nearest" }); // by itself the browser is content with its edge
  });
  board.addEventListener("click", (event) => {
    const title = event.target.closest("a") && event.target.closest("[data-card]")?.querySelector("a");
    if (title) history.replaceState(history.state, "", `#${title.id}`);
  });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key.toLowerCase() === "t") card.querySelector("[data-moving]").click();
    if (!STEPS[event.key]) return;
    event.preventDefault(); // at the end of a column, too: else the page scrolls away from the card
    beside(columns, card, STEPS[event.key])?.querySelector("a").focus();
  });
}
addEventListener("pageshow", () => document.getElementById(location.hash.slice(1))?.closest("[data-card]")?.querySelector("a").focus());
for (const told of document.querySelectorAll("[data-board-keys]")) told.hidden = false;
