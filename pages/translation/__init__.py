"""Pages in other languages: what they share with the page they translate, and how current they are.

`models` records the public text of the page to translate, `following` keeps pictures, dates, figures, and schools the
same and publishes pages without texts in a further language, `parity` says which translations are missing or out of
date.
"""
