// What can be undone: whole drawings, of which each is 16 KB.

const MOST = 60;

export class History {
  constructor() {
    this.past = [];
    this.future = [];
  }

  /** Keep a drawing as it is before a change. */
  keep(cells) {
    this.past.push(cells);
    if (this.past.length > MOST) this.past.shift();
    this.future = [];
  }

  /** The drawing before the last change; undefined if there is none. */
  undo(cells) {
    return step(this.past, this.future, cells);
  }

  /** The drawing after the change that was undone last. */
  redo(cells) {
    return step(this.future, this.past, cells);
  }
}

function step(from, to, cells) {
  const found = from.pop();
  if (found) to.push(cells);
  return found;
}
