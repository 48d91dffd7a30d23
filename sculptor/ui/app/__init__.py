"""What every page stands on: state, errors, style, the server."""
