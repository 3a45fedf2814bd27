"""The program on a real v4l2loopback device, inside an emulated machine; nothing of this one is changed.

``host`` makes the machine and boots it, ``guest`` runs inside. See CONTRIBUTING.
"""
