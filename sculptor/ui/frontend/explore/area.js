// A density as an area.

/** The path around bars of a byte each, on a foot at 1. */
export function area(bars) {
  let path = "M0 1";
  for (const [i, byte] of bars.entries()) {
    const top = (1 - byte / 255).toFixed(3);
    path += `L${i} ${top}L${i + 1} ${top}`;
  }
  return `${path}L${bars.length} 1Z`;
}
