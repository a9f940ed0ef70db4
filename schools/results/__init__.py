"""State data on schools, year by year: models, series, charts, and sentences."""
