// What a sketch pad looks like: the density on its ground, axes, samples, mirrors and the ring of
// the tool.

import { css } from "../kit/theme.js";
import { drawAxes } from "./axes.js";
import { SIDE } from "./density.js";

/** Draw a sketch pad as it is now. */
export function drawPad(pad) {
  const { stage, theme, map } = pad;
  const { box } = map;
  const pen = pad.canvas.getContext("2d");
  pen.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
  pen.clearRect(0, 0, stage.width, stage.tall);
  pen.fillStyle = css(theme.panel);
  pen.fillRect(box.left, box.top, box.width, box.height);
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = "high";
  pad.layers.all.forEach((density, i) => {
    if (pad.solo && i !== pad.layers.active) return;
    const picture = density.paint(pad.colours[i], theme.dark);
    pen.drawImage(picture, box.left, box.top, box.width, box.height);
  });
  drawAxes(pen, box, map, pad.data.names, theme, stage.ratio);
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top, box.width, box.height);
  pen.clip();
  drawDots(pad, pen, map);
  drawMirrors(pad, pen, box);
  if (pad.pointer && !pad.data.disabled) drawRing(pad, pen, box);
  pen.restore();
  Object.assign(pad.root.dataset, {
    ready: "true",
    rev: pad.rev,
    points: pad.dots ? pad.dots.length / 2 : 0,
    history: pad.history.past.length,
  });
}

/** What is said on a pad on which nothing is drawn. */
export function hintOf({ disabled, classes }) {
  if (disabled) return "No drawing";
  if (classes?.length) return "Choose a class and draw where it goes";
  return "Draw a shape, or drop a picture here";
}

function drawDots(pad, pen, map) {
  if (!pad.dots || pad.stroke) return; // they belong to the drawing before this stroke
  pen.fillStyle = css(pad.theme.text);
  pen.globalAlpha = 0.55;
  for (let i = 0; i < pad.dots.length; i += 2) {
    pen.fillRect(map.x(pad.dots[i]) - 0.75, map.y(pad.dots[i + 1]) - 0.75, 1.5, 1.5);
  }
  pen.globalAlpha = 1;
}

function drawMirrors(pad, pen, box) {
  pen.strokeStyle = css(pad.theme.primary, 0.7);
  pen.setLineDash([4, 4]);
  pen.lineWidth = 1;
  pen.beginPath();
  if (pad.settings.mirrorX) {
    pen.moveTo(box.left + box.width / 2, box.top);
    pen.lineTo(box.left + box.width / 2, box.top + box.height);
  }
  if (pad.settings.mirrorY) {
    pen.moveTo(box.left, box.top + box.height / 2);
    pen.lineTo(box.left + box.width, box.top + box.height / 2);
  }
  pen.stroke();
  pen.setLineDash([]);
}

function drawRing(pad, pen, box) {
  const x = box.left + ((pad.pointer.column + 0.5) / SIDE) * box.width;
  const y = box.top + ((pad.pointer.row + 0.5) / SIDE) * box.height;
  const radius = (pad.inCells.radius / SIDE) * box.width;
  for (const [colour, width] of [
    [pad.theme.background, 3],
    [pad.theme.text, 1.25],
  ]) {
    pen.strokeStyle = css(colour, 0.75);
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.fillStyle = css(pad.theme.text, 0.75);
  pen.fillRect(x - 1, y - 1, 2, 2);
}
