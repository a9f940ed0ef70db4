"""Pages in other languages: what they share with the page they translate, and how current they are."""
