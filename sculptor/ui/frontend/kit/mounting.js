// What Streamlit calls: the same object for the same element, as long as that is on the page.

import { unpacked } from "./bytes.js";

/**
 * The default export of a component.
 * @param make From the element of the page to an object with `take(data, setStateValue)` and
 *   `destroy()`.
 */
export function mounting(make) {
  const kept = new WeakMap();
  return ({ data, parentElement, setStateValue }) => {
    if (!kept.has(parentElement)) kept.set(parentElement, make(parentElement));
    kept.get(parentElement).take(unpacked(data), setStateValue);
    // Streamlit also cleans up before it calls again for the same element, even during a gesture.
    return () =>
      setTimeout(() => {
        if (parentElement.isConnected) return;
        kept.get(parentElement)?.destroy();
        kept.delete(parentElement);
      });
  };
}
