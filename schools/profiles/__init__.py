"""Public pages about schools: profiles, the list with the finder, and the comparison."""
