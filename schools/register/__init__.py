"""The register: schools, campuses, and state records, their history, and the code that changes them."""
