// A brush: a rectangle or a lasso in latent units, and which points it holds.

export class Brush {
  /** @param kind "rectangle" or "lasso". @param place Where it begins, [x, y]. */
  constructor(kind, place) {
    this.kind = kind;
    this.places = [place];
  }

  /** Draw on to a place. */
  to(place) {
    if (this.kind === "lasso") {
      this.places.push(place);
      return;
    }
    const [x, y] = this.places[0];
    this.places = [[x, y], [place[0], y], place, [x, place[1]]];
  }

  /** The indices of the points inside, by the even-odd rule. */
  holds(points) {
    const { places } = this;
    const found = [];
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i], points[i + 1]];
      let inside = false;
      for (let a = 0, b = places.length - 1; a < places.length; b = a, a += 1) {
        const [ax, ay] = places[a];
        const [bx, by] = places[b];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
      if (inside) found.push(i / 2);
    }
    return found;
  }

  /** Its outline on a canvas, through a map of a view. */
  trace(pen, map) {
    pen.beginPath();
    this.places.forEach(([x, y], i) => {
      if (i) pen.lineTo(map.x(x), map.y(y));
      else pen.moveTo(map.x(x), map.y(y));
    });
    pen.closePath();
  }
}
