"""The pages that show schools: the profile of each in each language, their list, and the comparison."""
