// What does not move in a plane of the latent space: the axes, and the target beneath the points.

import { css, toRgb } from "../kit/theme.js";
import { drawAxes } from "./axes.js";
import { radiusFor, splat } from "./points.js";

/**
 * Draw the ground of a plane.
 * @param target x, y in turn, in latent units; null for none.
 * @param coloured Whether the points above have many colours: the target then stands back, as its
 *   own is one of them.
 * @returns {pixels, drawn}: the canvas as it is now, and how many points of the target it shows.
 */
export function drawGround(pen, stage, view, names, theme, palette, target, coloured) {
  const { map, box } = view;
  pen.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
  pen.fillStyle = css(theme.background);
  pen.fillRect(0, 0, stage.width, stage.tall);
  pen.fillStyle = css(theme.panel);
  pen.fillRect(box.left, box.top, box.width, box.height);
  drawAxes(pen, box, map, names, theme, stage.ratio);
  const pixels = pen.getImageData(0, 0, stage.canvas.width, stage.canvas.height);
  if (!target) return { pixels, drawn: 0 };
  const colours = Uint8Array.from(toRgb(palette.target));
  const paint = { colours, codes: null, alpha: coloured ? 0.25 : 0.6 };
  const radius = radiusFor(target.length / 2, box.width);
  return { pixels, drawn: splat(pixels, target, map, box, stage.ratio, radius, paint) };
}

/** Whether pixels that were kept, or null, are those of a canvas as large as it is now. */
export function fits(pixels, canvas) {
  return pixels?.width === canvas.width && pixels.height === canvas.height;
}
