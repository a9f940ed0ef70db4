"""Required postings: what has to be on the website, whether it is, and who keeps it.

The list (`Requirement`) is data that staff change, a `Posting` what stands for one of its entries at one school or for
the network. The words in public are “posted, dated, owner”: nothing here says that a law is satisfied.
"""

NAME = "required-documents"  # of the address: below a profile, and of the network
