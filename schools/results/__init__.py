"""What the state counted, year by year, as people read it."""
