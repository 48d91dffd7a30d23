// As much of a browser as the modules under test touch: pixels, elements and events.

class Pixels {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(4 * width * height);
  }
}

/** A canvas on which one colour is filled, or a picture laid whole: {width, height, at(x, y)}. */
class FakeCanvas {
  constructor(width, height) {
    this.pixels = new Pixels(width, height);
  }

  getContext() {
    const { pixels } = this;
    const fill = (at) => {
      for (let y = 0; y < pixels.height; y += 1) {
        for (let x = 0; x < pixels.width; x += 1) {
          pixels.data.set(at(x, y), 4 * (y * pixels.width + x));
        }
      }
    };
    return {
      clearRect: () => fill(() => [0, 0, 0, 0]),
      fillRect() {
        const [red, green, blue] = this.fillStyle.match(/[0-9a-f]{2}/gi).map((part) => `0x${part}`);
        fill(() => [red, green, blue, 255]);
      },
      createImageData: (width, height) => new Pixels(width, height),
      getImageData: () => pixels,
      putImageData: (other) => pixels.data.set(other.data),
      drawImage: (picture, _left, _top, width, height) =>
        fill((x, y) =>
          picture.at(
            Math.floor(((x + 0.5) / width) * picture.width),
            Math.floor(((y + 0.5) / height) * picture.height),
          ),
        ),
    };
  }
}

/** An element that keeps what it is told, and on which events can be fired. */
export class FakeElement {
  constructor() {
    this.attributes = {};
    this.children = [];
    this.dataset = {};
    this.listeners = {};
    this.classes = new Set();
    this.classList = {
      add: (name) => this.classes.add(name),
      remove: (name) => this.classes.delete(name),
    };
    this.style = { setProperty: () => undefined };
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }

  addEventListener(name, act) {
    this.listeners[name] = act;
  }

  append(...children) {
    this.children.push(...children);
  }

  replaceChildren(...children) {
    this.children = children;
  }

  getBoundingClientRect() {
    return { left: 100, top: 50 };
  }

  setPointerCapture() {
    // A test fires every event at the element itself.
  }

  /** Fire an event; its place is in pixels of the element. */
  fire(type, { x = 0, y = 0, ...more } = {}) {
    const event = {
      type,
      button: 0,
      pointerId: 1,
      clientX: x + 100,
      clientY: y + 50,
      prevented: false,
      preventDefault() {
        this.prevented = true;
      },
      stopPropagation: () => undefined,
      ...more,
    };
    this.listeners[type](event);
    return event;
  }
}

/** One interval at a time that goes by as a test says: it returns what lets so many ms pass. */
export function fakeInterval(t) {
  let running = null;
  t.mock.method(globalThis, "setInterval", (act, period) => {
    running = { act, period, left: period };
    return running;
  });
  t.mock.method(globalThis, "clearInterval", (interval) => {
    if (interval === running) running = null;
  });
  return (time) => {
    for (let gone = 0; running && gone + running.left <= time; ) {
      const { act, period, left } = running;
      gone += left;
      running.left = period;
      act();
    }
  };
}

globalThis.OffscreenCanvas = FakeCanvas;
globalThis.document = { createElement: () => new FakeElement() };
