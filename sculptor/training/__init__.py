"""One readable training loop: a `RunConfig` goes in, `Snapshot`s come out."""
