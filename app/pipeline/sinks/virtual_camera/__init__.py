"""The virtual camera that meeting programs see, driven from a small process of its own.

The sink converts each frame into shared memory; the process sends to the driver at a constant rate
by its own clock; a supervisor starts the process again when the driver hangs or dies.
"""
