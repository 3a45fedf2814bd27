"""Convolutions and samplings of the networks, each rewritten to do less work for the same result.

Maps are channels_last (N, C, H, W) tensors. A volume of depth D is a batch of D maps.
"""
