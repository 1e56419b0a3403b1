// On the map of tiles the arrow keys go from municipality to municipality, and Tab leaves the map.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function nearest(tiles, from, [dx, dy]) {
  const column = Number(from.dataset.column);
  const row = Number(from.dataset.row);
  let best = null;
  let least = Infinity;
  for (const tile of tiles) {
    const ahead = (Number(tile.dataset.column) - column) * dx + (Number(tile.dataset.row) - row) * dy;
    const aside = Math.abs((Number(tile.dataset.column) - column) * dy) + Math.abs((Number(tile.dataset.row) - row) * dx);
    const distance = ahead + 3 * aside; // straight ahead before askew
    if (ahead > 0 && distance < least) [best, least] = [tile, distance];
  }
  return best;
}

for (const map of document.querySelectorAll("[data-tile-map]")) {
  const tiles = [...map.querySelectorAll("a[data-column]")];
  const rove = (to) => tiles.forEach((tile) => tile.setAttribute("tabindex", tile === to ? "0" : "-1"));
  if (tiles.length) rove(tiles[0]);
  map.addEventListener("keydown", (event) => {
    const from = event.target.closest("a[data-column]");
    const step = STEPS[event.key];
    const to = from && step && nearest(tiles, from, step);
    if (!to) return;
    event.preventDefault();
    rove(to);
    to.focus();
  });
}
