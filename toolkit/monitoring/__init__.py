"""What those who run the site can see of it: is it ready, what does it do, what went wrong."""
