// The latent plane of one exported model: points, the prior, and pictures decoded under the pointer.

const content = JSON.parse(document.getElementById("data").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const element = (id) => document.getElementById(id);
const plane = element("plane");
const points = numbers(content.points);
const target = numbers(content.target);
const [left, right, bottom, top] = content.extent;
const full = { x: (left + right) / 2, y: (bottom + top) / 2, zoom: 1 };
let view = { ...full };
let probe = null;
let column = null;

function numbers(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function picture(atlas) {
  const image = new Image();
  image.src = atlas.uri;
  image.addEventListener("load", () => show());
  return image;
}
const items = picture(content.items);
const decoded = picture(content.decoded);

function palette() {
  return dark.matches ? content.dark : content.light;
}

// What is shown is a square, so that both axes have one scale.
function scale(side) {
  return (side * view.zoom) / (right - left);
}

function onScreen(x, y, side) {
  return [side / 2 + (x - view.x) * scale(side), side / 2 - (y - view.y) * scale(side)];
}

function inPlane(across, down, side) {
  return [view.x + (across - side / 2) / scale(side), view.y - (down - side / 2) / scale(side)];
}

function mixed(colours, share) {
  const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
  const i = Math.min(Math.floor(place), colours.length - 2);
  const parts = [colours[i], colours[i + 1]].map((colour) =>
    [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)),
  );
  const rest = place - i;
  return `rgb(${parts[0].map((value, k) => Math.round(value + rest * (parts[1][k] - value))).join(" ")})`;
}

function colouring() {
  const colours = palette();
  if (!column) {
    return () => colours.posterior;
  }
  const { values, kind } = column;
  if (kind === "categorical") {
    return (i) => colours.categories[values[i] % colours.categories.length];
  }
  if (kind === "circular") {
    const wheel = [...colours.wheel, colours.wheel[0]];
    return (i) => mixed(wheel, (((values[i] / (2 * Math.PI)) % 1) + 1) % 1);
  }
  return (i) => mixed(colours.ramp, (values[i] - column.low) / (column.high - column.low || 1));
}

function draw() {
  const ratio = window.devicePixelRatio || 1;
  const side = plane.clientWidth;
  plane.width = plane.height = Math.round(side * ratio);
  const pen = plane.getContext("2d");
  pen.scale(ratio, ratio);
  const dot = (x, y, size, colour) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.fill();
  };
  // Beside labels the prior stands back: one of them has its colour.
  const behind = column ? palette().muted : palette().target;
  if (element("target").checked) {
    pen.globalAlpha = 0.35;
    for (let i = 0; i < target.length; i += 2) {
      dot(...onScreen(target[i], target[i + 1], side), 1.5, behind);
    }
  }
  pen.globalAlpha = 0.8;
  const colour = colouring();
  for (let i = 0; i < points.length; i += 2) {
    dot(...onScreen(points[i], points[i + 1], side), 2.2, colour(i / 2));
  }
  pen.globalAlpha = 1;
  if (probe) {
    const [x, y] = onScreen(...probe, side);
    pen.lineWidth = 2;
    pen.strokeStyle = getComputedStyle(document.body).color;
    pen.beginPath();
    pen.arc(x, y, 7, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function tile(pen, atlas, image, index) {
  const { width, height, across } = atlas;
  pen.drawImage(
    image,
    (index % across) * width,
    Math.floor(index / across) * height,
    width,
    height,
    0,
    0,
    width,
    height,
  );
}

// The picture decoded at a point: the four nearest of the grid, by bilinear weights.
function decode(canvas, [x, y]) {
  const { width, height } = content.decoded;
  const last = content.grid - 1;
  const pen = canvas.getContext("2d");
  canvas.width = width;
  canvas.height = height;
  const column = Math.min(Math.max(((x - left) / (right - left)) * last, 0), last);
  const row = Math.min(Math.max(((top - y) / (top - bottom)) * last, 0), last);
  const i = Math.min(Math.floor(column), last - 1);
  const j = Math.min(Math.floor(row), last - 1);
  const [u, v] = [column - i, row - j];
  pen.globalCompositeOperation = "lighter";
  for (const [di, dj, weight] of [
    [0, 0, (1 - u) * (1 - v)],
    [1, 0, u * (1 - v)],
    [0, 1, (1 - u) * v],
    [1, 1, u * v],
  ]) {
    pen.globalAlpha = weight;
    tile(pen, content.decoded, decoded, (j + dj) * content.grid + i + di);
  }
}

function nearest([x, y]) {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.length; i += 2) {
    const apart = (points[i] - x) ** 2 + (points[i + 1] - y) ** 2;
    if (apart < least) {
      [best, least] = [i / 2, apart];
    }
  }
  return best;
}

function known(index) {
  return content.columns
    .map(
      ({ name, names, values }) =>
        `${name} ${names?.[values[index]] ?? Number(values[index].toPrecision(3))}`,
    )
    .join(", ");
}

function show() {
  draw();
  if (!probe) {
    return;
  }
  decode(element("decoded"), probe);
  const index = nearest(probe);
  const canvas = element("item");
  canvas.width = content.items.width;
  canvas.height = content.items.height;
  tile(canvas.getContext("2d"), content.items, items, index);
  element("nearest").textContent = content.columns.length
    ? `Nearest image: ${known(index)}`
    : "Nearest image";
  element("where").textContent =
    `${content.axes[0]} ${probe[0].toFixed(2)}, ${content.axes[1]} ${probe[1].toFixed(2)}`;
}

function pin() {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Decoded at ${element("where").textContent}`);
  decode(canvas, probe);
  element("pins").append(canvas);
  element("unpin").hidden = false;
}

function zoom(factor, [x, y]) {
  const next = Math.min(Math.max(view.zoom * factor, 1), 40);
  const share = view.zoom / next;
  view = { x: x + (view.x - x) * share, y: y + (view.y - y) * share, zoom: next };
  if (next === 1) {
    view = { ...full };
  }
  show();
}

function at(event) {
  const box = plane.getBoundingClientRect();
  return inPlane(event.clientX - box.left, event.clientY - box.top, plane.clientWidth);
}

let drag = null;
plane.addEventListener("pointerdown", (event) => {
  drag = { from: at(event), moved: false };
  plane.setPointerCapture(event.pointerId);
});
plane.addEventListener("pointermove", (event) => {
  const here = at(event);
  if (drag && view.zoom > 1 && event.buttons) {
    view.x += drag.from[0] - here[0];
    view.y += drag.from[1] - here[1];
    drag.moved = true;
  } else {
    probe = here;
  }
  show();
});
plane.addEventListener("pointerup", (event) => {
  if (drag && !drag.moved) {
    probe = at(event);
    show();
    pin();
  }
  drag = null;
});
plane.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), at(event));
  },
  { passive: false },
);
plane.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  probe ??= [full.x, full.y];
  if (steps[event.key]) {
    const [x, y] = steps[event.key];
    probe = [
      probe[0] + (x * (right - left)) / (40 * view.zoom),
      probe[1] + (y * (top - bottom)) / (40 * view.zoom),
    ];
    show();
  } else if (event.key === "Enter") {
    show();
    pin();
  } else if (event.key === "+" || event.key === "-") {
    zoom(event.key === "+" ? 1.4 : 1 / 1.4, probe);
  } else if (event.key === "0") {
    view = { ...full };
    show();
  } else {
    return;
  }
  event.preventDefault();
});

function legend() {
  const entries =
    column?.kind === "categorical" ? [...new Set(column.values)].sort((a, b) => a - b) : [];
  element("legend").replaceChildren(
    ...entries.slice(0, 60).map((value) => {
      const entry = document.createElement("span");
      const mark = document.createElement("i");
      mark.style.background = palette().categories[value % palette().categories.length];
      entry.append(mark, String(column.names?.[value] ?? value));
      return entry;
    }),
  );
}

function recolour() {
  column = content.columns[element("colour").value] ?? null;
  legend();
  show();
}

for (const each of content.columns) {
  each.values = numbers(each.values);
  each.low = each.values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  each.high = each.values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
for (const [value, name] of [
  ["", "nothing"],
  ...content.columns.map((each, i) => [String(i), each.name]),
]) {
  element("colour").append(new Option(name, value));
}
element("colour").value = content.columns.length ? "0" : "";
element("colour").addEventListener("change", recolour);
element("target").addEventListener("change", show);
element("unpin").addEventListener("click", () => {
  element("pins").replaceChildren();
  element("unpin").hidden = true;
});
dark.addEventListener("change", recolour);
new ResizeObserver(draw).observe(plane);
recolour();
