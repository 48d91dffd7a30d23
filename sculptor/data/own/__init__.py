"""Data sets that a person added: images, and rows of numbers.

Each is a folder under ``home/.datasets``:

    photos-1f0c9a/
        manifest.json           what is known of it, a `Manifest`; it names the folder below
        8c2e51d07b3a4f96/       the arrays, written whole and then never changed
            images.npy          (n, c, h, w) uint8; or rows.npy, (n, d) float32
            labels.npy          (n,) int64 from 0, -1 where not known; only where there are classes
            factors.npy         (n, k) float32, NaN where not known; only where there are any
            skipped.jsonl       [item, reason]: what was left out

Rows come split by split: training, validation, test. An array is mapped into memory and not read.
Replacing a set writes a second folder beside the first, then the manifest, which is what decides:
whoever reads sees the old set or the new one, and a run that trains keeps the files that it mapped.

A reader of a new kind of data makes the arrays and the manifest:

    with store.adding(name) as draft:
        with draft.array("images", (3, 64, 64), np.uint8) as images:
            images.write(block)             # (m, 3, 64, 64), as often as there are blocks
        draft.skip("notes.txt", "not an image")
        draft.keep(Manifest(name=name, kind="images", …))

and is found by `sculptor.data.load`, `describe`, `RunConfig`, the command line and the app by its
name, as soon as the block has ended. `dataset.load` makes the `Dataset`, a case for each kind.
"""
