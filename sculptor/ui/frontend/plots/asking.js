// Asking Python what lies at a point, at an address beside Streamlit's: a page that runs again to
// answer takes far longer.

const HOME = "../../../.."; // from a component's module to where the app is, behind any proxy

const SILENT = "The app did not answer. Move the pointer to ask again.";

/**
 * A way to ask for a point {x, y, n}.
 *
 * @param address Below that of the app.
 * @param take Called with the answer, or with what is wrong.
 */
export function asking(address, take) {
  return async (point) => {
    if (!point) return;
    const { x, y, n } = point;
    try {
      const url = new URL(
        `${HOME}/${address}?${new URLSearchParams({ x, y, n })}`,
        import.meta.url,
      );
      const response = await fetch(url);
      take(response.ok ? await response.json() : { n, problem: SILENT });
    } catch {
      take({ n, problem: SILENT });
    }
  };
}
