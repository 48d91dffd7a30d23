"""Run the notebooks and keep their outputs, so that they read well where they are not run.

pip install -e ".[notebooks]"
python notebooks/execute.py

Runs live in a folder that is gone afterwards. Charts are kept as pictures, which every reader of
notebooks shows; what differs from run to run, such as the times of cells, is left out.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parent
SET_UP = "import altair; altair.renderers.enable('png', scale_factor=1.5)"
KEPT = ("image/png", "text/html", "text/markdown", "text/plain")
"""Forms of an output; those of a picture first, beside which no other is kept."""

LANGUAGE, KERNEL = {"name": "python"}, ("display_name", "language", "name")


def main() -> None:
    """Run every notebook of this folder."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            os.environ["SCULPTOR_HOME"] = home
            book = execute(path)
        for secret in (home, str(Path.home()), str(NOTEBOOKS.parent)):
            if secret in nbformat.writes(book):
                raise SystemExit(f"{path.name} names {secret}, a place on this machine.")
        nbformat.write(book, path)
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def execute(path: Path) -> nbformat.NotebookNode:
    """A notebook, run in a process of its own."""
    book: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    book.cells.insert(0, nbformat.v4.new_code_cell(SET_UP))
    NotebookClient(book, timeout=600, resources={"metadata": {"path": str(NOTEBOOKS)}}).execute()
    del book.cells[0]
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, 1):
        cell.execution_count = count
        cell.metadata.pop("execution", None)
        cell.outputs = [tidied(output, count) for output in joined(cell.outputs)]
    book.metadata["language_info"] = LANGUAGE
    book.metadata["kernelspec"] = {name: book.metadata["kernelspec"][name] for name in KERNEL}
    return book


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The outputs, what was printed piece by piece in one; warnings are left out."""
    found: list[nbformat.NotebookNode] = []
    for output in outputs:
        if output.output_type != "stream":
            found.append(output)
        elif output.name == "stdout":
            if found and found[-1].output_type == "stream":
                found[-1].text += output.text
            else:
                found.append(output)
    return found


def tidied(output: nbformat.NotebookNode, count: int) -> nbformat.NotebookNode:
    """An output in the forms that readers show."""
    if "data" in output:
        forms = [form for form in KEPT if form in output.data]
        forms = forms[:1] if forms[0].startswith("image") else forms
        output.data = nbformat.NotebookNode({form: output.data[form] for form in forms})
        output.metadata = nbformat.NotebookNode()
    if "execution_count" in output:
        output.execution_count = count
    return output


if __name__ == "__main__":
    main()
