"""The notebook of `test_lab` for marimo: cells run again by what is drawn and brushed."""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    import sculptor

    return mo, sculptor


@app.cell
def _(mo, sculptor):
    pad = mo.ui.anywidget(sculptor.sketch())
    train = mo.ui.run_button(label="Train")
    mo.vstack([pad, train])
    return pad, train


@app.cell
def _(mo, pad):
    mo.md(f"drawn on {(pad.density > 0).sum()} cells")


@app.cell
def _(mo, pad, sculptor, train):
    mo.stop(not train.value)
    config = sculptor.RunConfig(
        dataset="digits",
        prior=pad.prior.spec,
        steps=100,
        device="cpu",
        network={"kind": "mlp", "width": 32},
        batch_size=64,
    )
    run = sculptor.launch(config)
    mo.output.replace(mo.ui.anywidget(run.watch()))
    return (run,)


@app.cell
def _(mo, run, sculptor):
    run.wait()
    both = mo.ui.anywidget(sculptor.compare(run))
    mo.output.replace(both)
    return (both,)


@app.cell
def _(both, mo):
    mo.md(f"selected {len(both.selection)} rows, {both.value['selected']} times")


if __name__ == "__main__":
    app.run()
