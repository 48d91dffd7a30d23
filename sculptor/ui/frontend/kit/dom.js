// Elements, and the few icons that the components use.

/** Make an element: h("button", {class: "tool", onclick: f}, child, "text"). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** An icon of 24 by 24 units, drawn with lines of 1.75; it is decoration to a screen reader. */
export function icon(name) {
  const span = h("span", { class: "icon", "aria-hidden": "true" });
  span.innerHTML = `<svg viewBox="0 0 24 24" width="18" height="18" fill="none"
    stroke="currentColor" stroke-width="1.75" stroke-linecap="round"
    stroke-linejoin="round">${ICONS[name]}</svg>`;
  return span;
}

const dot = (x, y, r = 1) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="currentColor" stroke="none"/>`;

const ICONS = {
  brush:
    '<path d="M20.5 3.5c-5 2.5-9 6-11.5 10l2.5 2.5c4-2.5 7.5-7 9-12.5z"/>' +
    '<path d="M8.5 14.5c-2.5 0-3.5 1.5-3.7 3-.1 1.2-.8 2-1.8 2.5 2.5 1 7.5.8 8-3"/>',
  spray:
    '<rect x="4" y="10" width="8" height="11" rx="1.5"/><path d="M6 10V7.5h4V10M8 7.5V5"/>' +
    dot(13, 5) +
    dot(16.5, 3.5) +
    dot(16.5, 7) +
    dot(20, 5) +
    dot(20, 9) +
    dot(20, 1.8),
  eraser:
    '<path d="M9 20 3.8 14.8a2 2 0 0 1 0-2.8l8.2-8.2a2 2 0 0 1 2.8 0l5.4 5.4a2 2 0 0 1' +
    ' 0 2.8L12.2 20H9zM20 20h-8M8 8l8 8"/>',
  undo: '<path d="M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4"/>',
  redo: '<path d="m16 5 4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h4"/>',
  mirrorX: '<path d="M12 3v18" stroke-dasharray="2 3"/><path d="M9 7 3 17h6zM15 7l6 10h-6z"/>',
  mirrorY: '<path d="M3 12h18" stroke-dasharray="2 3"/><path d="M7 9 17 3v6zM7 15l10 6v-6z"/>',
  picture:
    '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/>' +
    dot(9, 9.5, 1.6) +
    '<path d="m4 17 4.5-4 3 2.5 4-4.5 5 5"/>',
  play: '<path d="M8 5v14l11-7z" fill="currentColor" stroke="none"/>',
  pause: '<path d="M8 5v14M16 5v14" stroke-width="3.5"/>',
  clear: '<path d="M4 7h16M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10 11v5M14 11v5"/>',
};

/** Say something to people who listen to the page; the same words twice are said twice. */
export function say(region, words) {
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}
