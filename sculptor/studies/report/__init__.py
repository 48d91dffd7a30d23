"""What a study has found: tables, figures, a page and a notebook, as functions of its record."""
