"""The panel in which a prior is made: sketched, named, uploaded, composed or copied."""
