// Pointer, wheel and keys on the scatter, told as what they mean.

const CLICK = 4; // pixels that a click may tremble

/**
 * @param acts {hover(x, y), leave(), click(x, y), pan(dx, dy), zoom(factor, x, y), reset(),
 *   inside(x, y), key(name, shift) → whether it meant something}; all in CSS pixels of the canvas.
 *   With stroke(from, to) → whether it drew, and lift() at its end, a drag of one finger can draw
 *   instead of pan.
 */
export function listen(canvas, acts) {
  const pointers = new Map();
  let travelled = 0; // pixels from where the pointer was pressed, at most
  const on = (name, act, options) => canvas.addEventListener(name, act, options);
  const at = (event) => {
    const bounds = canvas.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };

  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    travelled = pointers.size ? Number.POSITIVE_INFINITY : 0; // two fingers never make a click
    pointers.set(event.pointerId, at(event));
  });

  on("pointermove", (event) => {
    const now = at(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (acts.inside(...now)) acts.hover(...now);
      else acts.leave();
      return;
    }
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const apart = (place) => Math.max(1, Math.hypot(place[0] - other[0], place[1] - other[1]));
      acts.pan(dx / 2, dy / 2);
      acts.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    } else {
      travelled = Math.max(travelled, Math.hypot(dx, dy));
      if (travelled < CLICK) return; // and `before` stays where it was pressed
      const pinched = travelled === Number.POSITIVE_INFINITY;
      if (pinched || !acts.stroke?.(before, now)) {
        canvas.classList.add("grabbed");
        acts.pan(dx, dy);
      }
    }
    pointers.set(event.pointerId, now);
  });

  const lifted = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    canvas.classList.remove("grabbed");
    acts.lift?.();
    if (event.type === "pointerup" && travelled < CLICK) acts.click(...at(event));
  };
  on("pointerup", lifted);
  on("pointercancel", lifted);
  on("pointerleave", () => acts.leave());
  on("dblclick", () => acts.reset());
  on(
    "wheel",
    (event) => {
      const place = at(event);
      if (!acts.inside(...place)) return;
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      // A pinch on a touch pad comes as a wheel with Control, in smaller numbers.
      const speed = event.ctrlKey ? 0.01 : 0.0016;
      acts.zoom(Math.exp(-event.deltaY * lines * speed), ...place);
    },
    { passive: false },
  );
  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!acts.key(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}
