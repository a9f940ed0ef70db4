"""Required postings: what must be on the website, whether it is there, and who maintains it.

Staff maintain the list of requirements (`Requirement`). A `Posting` fulfills one of them for one school or for the
network. Public pages show only what is posted, the date, and the owner, and never claim that a law is satisfied.
"""

NAME = "required-documents"  # last part of the URL, below a profile and for the network
