// A canvas that follows the width of its parent and the pixels of the screen, and draws once a
// frame at most, and only when something has changed.

export class Stage {
  /**
   * @param canvas The canvas; it fills its parent's width.
   * @param height From a width to a height, both in CSS pixels.
   * @param draw Called in an animation frame; it returns true to be called in the next one too.
   */
  constructor(canvas, height, draw) {
    this.canvas = canvas;
    this.height = height;
    this.draw = draw;
    this.frame = 0;
    this.width = 0;
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(canvas.parentElement);
  }

  fit() {
    const width = Math.floor(this.canvas.parentElement.clientWidth);
    if (!width) return;
    const height = Math.round(this.height(width));
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    if (width === this.width && height === this.tall && ratio === this.ratio) return;
    Object.assign(this, { width, tall: height, ratio });
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    // In the same frame as the new size, or the canvas would show up empty for a moment.
    this.cancel();
    this.run(performance.now());
  }

  /** Draw in the next frame. */
  request() {
    if (!this.frame) this.frame = requestAnimationFrame((time) => this.run(time));
  }

  run(time) {
    this.frame = 0;
    if (this.width && this.draw(time)) this.request();
  }

  cancel() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  destroy() {
    this.cancel();
    this.observer.disconnect();
  }
}
