// Axes in latent units: ticks at round numbers, hairlines, and the names at their ends.

import { css } from "../kit/theme.js";

const MARGIN = { left: 36, right: 10, top: 10, bottom: 28 };

/** The rectangle between the axes, in CSS pixels. */
export function plot(width, height) {
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
}

/** How tall a canvas of a width is on which both axes have one scale. */
export function tallFor(width, [left, right, bottom, top]) {
  const inner = width - MARGIN.left - MARGIN.right;
  return (inner * (top - bottom)) / (right - left) + MARGIN.top + MARGIN.bottom;
}

/**
 * Round numbers from low to high, about as many as asked for, and never less than the two that give
 * an axis its scale: steps of 1, 2 or 5 times 10^n.
 */
export function ticks(low, high, count) {
  const raw = (high - low) / Math.max(count, 2);
  const power = 10 ** Math.floor(Math.log10(raw));
  const wanted = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999);
  const most = ((high - low) / 2) * 1.001;
  const step = power * [10, 5, 2, 1].find((factor) => factor <= wanted && factor * power <= most);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    const value = i * step;
    found.push({ value, text: label(value, step) });
  }
  return found;
}

/** A tick in words, as exactly as its distance to the next one needs. */
function label(value, step) {
  const place = (number) => Math.floor(Math.log10(number) + 1e-9);
  const size = Math.abs(value);
  const text =
    size >= 1e5
      ? value.toExponential(Math.max(0, place(size) - place(step)))
      : (size < 1e-12 ? 0 : value).toFixed(Math.max(0, -place(step)));
  return text.replace("-", "\u2212");
}

/**
 * Draw the axes of a view.
 * @param box The rectangle of `plot`.
 * @param map {x, y, invert}: from latent units to CSS pixels and back.
 * @param grid Whether to draw hairlines across the plot.
 */
export function drawAxes(pen, box, map, names, theme, ratio) {
  const [left, top] = map.invert(box.left, box.top);
  const [right, bottom] = map.invert(box.left + box.width, box.top + box.height);
  const hair = (at) => (Math.round(at * ratio - 0.5) + 0.5) / ratio;
  const across = ticks(left, right, Math.max(2, box.width / 80));
  const up = ticks(bottom, top, Math.max(2, box.height / 80));

  pen.save();
  pen.lineWidth = 1 / ratio;
  for (const zero of [false, true]) {
    pen.strokeStyle = css(theme.text, zero ? 0.28 : 0.09);
    pen.beginPath();
    for (const { value } of across.filter((tick) => (tick.value === 0) === zero)) {
      pen.moveTo(hair(map.x(value)), box.top);
      pen.lineTo(hair(map.x(value)), box.top + box.height);
    }
    for (const { value } of up.filter((tick) => (tick.value === 0) === zero)) {
      pen.moveTo(box.left, hair(map.y(value)));
      pen.lineTo(box.left + box.width, hair(map.y(value)));
    }
    pen.stroke();
  }

  pen.font = `11px ${theme.font}`;
  pen.fillStyle = css(theme.text, 0.66);
  pen.textAlign = "center";
  pen.textBaseline = "top";
  const below = box.top + box.height + 7;
  for (const { value, text } of across) {
    // The name of the axis takes the place of a label at its end.
    if (map.x(value) < box.left + box.width - 22) pen.fillText(text, map.x(value), below);
  }
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const { value, text } of up) {
    if (map.y(value) > box.top + 18) pen.fillText(text, box.left - 7, map.y(value));
  }
  pen.font = `italic 13px ${theme.font}`;
  pen.fillStyle = css(theme.text, 0.9);
  pen.fillText(names[1], box.left - 7, box.top + 7);
  pen.textBaseline = "top";
  pen.fillText(names[0], box.left + box.width, below - 1);
  pen.restore();
}
