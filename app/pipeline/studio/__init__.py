"""A stream that a window holds in its hands: started, stopped and changed while it runs."""
