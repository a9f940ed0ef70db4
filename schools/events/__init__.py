"""Events of schools and of the network: pages, agenda, and calendars."""
