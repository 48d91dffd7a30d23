// Moving about in a view, by pointer and by keys.

export const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const CLOSER = 1.25; // what a press of a key enlarges by

export class Moving {
  /**
   * @param view What is moved.
   * @param changed Called after it has moved.
   * @param reset Shows all again.
   */
  constructor(view, changed, reset) {
    this.acts = {
      pan: (dx, dy) => {
        view.pan(dx, dy);
        changed();
      },
      zoom: (factor, x, y) => {
        view.enlarge(factor, x, y);
        changed();
      },
      reset,
    };
    this.view = view;
  }

  get middle() {
    const { left, top, width, height } = this.view.box;
    return [left + width / 2, top + height / 2];
  }

  /** Act on a key: 0, plus and minus, and arrows by so many pixels; false for any other. */
  pressed(name, by) {
    const { acts } = this;
    if (name === "0") acts.reset();
    else if (name === "+" || name === "=") acts.zoom(CLOSER, ...this.middle);
    else if (name === "-") acts.zoom(1 / CLOSER, ...this.middle);
    else if (name in ARROWS) acts.pan(-ARROWS[name][0] * by, -ARROWS[name][1] * by);
    else return false;
    return true;
  }
}
