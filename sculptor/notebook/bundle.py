"""The browser's modules as one text, since a widget brings one: no CDN, nothing built."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache
from graphlib import TopologicalSorter

from sculptor.ui.frontend import FRONTEND

IMPORTED = re.compile(r'(?<=\bfrom )"(\.\.?/[^"]+)"(?=;)')
"""What a module imports: a path from where it lies."""

STYLES = re.compile(r'@import url\("(.+?)"\);')

MOUNT = "kit/notebook.js"

SCRIPT = """\
// Modules import one another by address, and have one only once they are here. They are read when
// a widget is first shown, since a widget's own module has two seconds to be there.
async function read() {
  const urls = {};
  for (const [name, text] of %(modules)s) {
    const linked = text.replace(/"@\\{(.+?)\\}"/g, (_, other) => JSON.stringify(urls[other]));
    urls[name] = URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
  }
  const { inNotebook, onBoard } = await import(urls[%(mount)s]);
  const components = {};
  for (const [name, [place, style]] of Object.entries(%(components)s)) {
    components[name] = [(await import(urls[place])).default, style];
  }
  return %(widget)s;
}
let widget;
export default {
  async render(context) {
    widget ??= read();
    return (await widget).render(context);
  },
};
"""

ALONE = "inNotebook(...components[{0}], {0})"
BOARD = "onBoard(components, {0})"

FOLDERS = {"compare": "compare", "editor": "explore"}
"""Where a component lies, if not among the plots."""


@cache
def script(name: str) -> str:
    """A component as a module of its own that exports an anywidget.

    Args:
        name: Of the component: ``NAME.js`` and ``NAME.css``.
    """
    return _script(ALONE.format(json.dumps(name)), name)


@cache
def board(*names: str) -> str:
    """A board with components on it as a module that exports an anywidget.

    Args:
        names: Of the components.
    """
    return _script(BOARD.format(json.dumps(_style("kit/board.css"))), *names)


def _script(widget: str, *names: str) -> str:
    places = {name: f"{FOLDERS.get(name, 'plots')}/{name}" for name in names}
    entries = [f"{place}.js" for place in places.values()]
    components = {name: [f"{place}.js", _style(f"{place}.css")] for name, place in places.items()}
    return SCRIPT % {
        "modules": json.dumps(_modules(*entries, MOUNT)),
        "mount": json.dumps(MOUNT),
        "components": json.dumps(components),
        "widget": widget,
    }


def _modules(*entries: str) -> list[tuple[str, str]]:
    """All modules that some need, each after those that it imports, with marks for their places."""
    texts: dict[str, str] = {}
    needs: dict[str, set[str]] = {}
    waiting = [*entries]
    while waiting:
        name = waiting.pop()
        if name in texts:
            continue
        text = (FRONTEND / name).read_text(encoding="utf-8")
        needs[name] = {_beside(name, path) for path in IMPORTED.findall(text)}
        texts[name] = IMPORTED.sub(
            lambda found, name=name: f'"@{{{_beside(name, found[1])}}}"',  # type: ignore[misc]
            text,
        )
        waiting += needs[name]
    return [(name, texts[name]) for name in TopologicalSorter(needs).static_order()]


def _style(name: str) -> str:
    """A style sheet with those that it imports in their places."""
    text = (FRONTEND / name).read_text(encoding="utf-8")
    return STYLES.sub(lambda found: _style(_beside(name, found[1])), text)


def _beside(name: str, path: str) -> str:
    """A path that is written in a file, from the root of the front end.

    >>> _beside("plots/sketch.js", "../kit/dom.js")
    'kit/dom.js'
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
