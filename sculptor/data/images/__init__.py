"""One's own images: found, looked at, decoded once, and kept as a set.

    folder, archive, array, Parquet ──► sources ──► layout ──► picture ──► preparing ──► own.store
                                        items       splits,    one image   all of them,  a set by
                                        and bytes   labels     of a shape  in parallel   its name

Nothing of an archive is ever written to a place that it names. What cannot be read is left out
with the reason, and listed.
"""
