"""The secretariat's desk: what waits, whom to phone, who is in, what was done. Packages below offer its panels."""
