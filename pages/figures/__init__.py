"""Figures: numbers that the network publishes, each a series of values (`models`).

`periods` names and sorts the years and days of values, `display` says what visitors see of a figure, `text` puts them
into running text, `facts` lists all of them for the page, the feed, and the file (`facts_file`). For editors, `places`
finds where a figure and its typed number are, `preview` and `panels` show that in the form, `typed` points out typed
numbers, `checks` lists figures to look at again.
"""
