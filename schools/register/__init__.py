"""The register: records of schools, campuses and what the state keeps, their history, and how they are changed."""
