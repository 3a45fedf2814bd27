"""The demo performer: a script, a head modelled and painted by code, and a camera to see it."""
