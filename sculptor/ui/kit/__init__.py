"""What several pages show: cards, choices, key figures, actions on runs."""
