"""W and G done the plain way: eager, unfused, straight from the official state dicts.

The yardstick of the bench and the oracle of the tests. Nothing here is clever, on purpose: every
layer is the textbook operation on the map it is defined on.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

StateDict = Mapping[str, Tensor]

_VARIANCE = 0.01
_UPS = ("up_0", "up_1")


class PlainNetworks:
    """Warping module and generator as written in their definition.

    Args:
        warping: Official state dict of the warping module.
        generator: Official state dict of the SPADE generator.
    """

    def __init__(self, warping: StateDict, generator: StateDict) -> None:
        self._w = _Weights(warping)
        self._g = _Weights(generator)

    def warp(self, feature: Tensor, kp_source: Tensor, kp_driving: Tensor) -> dict[str, Tensor]:
        """Feature volume (1, 32, 16, 64, 64), keypoints (1, 21, 3) -> ``out`` and what led to it."""
        w = self._w
        prediction, motions = self._hourglass(feature, kp_source, kp_driving)
        mask = w.conv3d("dense_motion_network.mask", prediction).softmax(dim=1)  # 1, 22, 16, 64, 64
        deformation = (motions * mask.permute(1, 0, 2, 3, 4)[..., 0, :, :, :, None]).sum(dim=0)[None]
        occlusion = torch.sigmoid(
            w.conv2d("dense_motion_network.occlusion", prediction.flatten(1, 2))
        )  # 1, 1, 64, 64
        warped = F.grid_sample(feature, deformation, align_corners=False)  # 1, 32, 16, 64, 64
        x = warped.flatten(1, 2)  # 1, 512, 64, 64
        x = F.leaky_relu(w.norm("third.norm", w.conv2d("third.conv", x)), 0.01)  # 1, 256, 64, 64
        x = w.conv2d("fourth", x) * occlusion
        return {"out": x, "deformation": deformation, "occlusion_map": occlusion}

    def generate(self, feature: Tensor) -> Tensor:
        """Warped feature (1, 256, 64, 64) -> image (1, 3, 512, 512), 0..1."""
        x = self._g.conv2d("fc", feature)
        for index in range(6):
            x = self._block(f"G_middle_{index}", x, feature)
        for name in _UPS:
            x = self._block(name, F.interpolate(x, scale_factor=2), feature)
        x = self._g.conv2d("conv_img.0", F.leaky_relu(x, 0.2))  # 1, 12, 256, 256
        return torch.sigmoid(F.pixel_shuffle(x, 2))

    def _hourglass(self, feature: Tensor, kp_source: Tensor, kp_driving: Tensor) -> tuple[Tensor, Tensor]:
        w, name = self._w, "dense_motion_network"
        depth, height, width = feature.shape[2:]
        grid = _grid(depth, height, width, feature)  # 16, 64, 64, 3
        shift = (kp_source - kp_driving)[0, :, None, None, None]  # 21, 1, 1, 1, 3
        motions = torch.cat([grid[None], grid + shift])  # 22, 16, 64, 64, 3
        small = F.relu(w.norm(f"{name}.norm", w.conv3d(f"{name}.compress", feature)))  # 1, 4, 16, 64, 64
        deformed = F.grid_sample(small.expand(22, -1, -1, -1, -1), motions, align_corners=False)
        heat = _gaussian(grid, kp_driving[0]) - _gaussian(grid, kp_source[0])  # 21, 16, 64, 64
        heat = torch.cat([torch.zeros_like(heat[:1]), heat])
        x = torch.cat([heat[:, None], deformed], dim=1).flatten(0, 1)[None]  # 1, 110, 16, 64, 64
        skips = [x]
        for index in range(5):
            block = f"{name}.hourglass.encoder.down_blocks.{index}"
            x = F.relu(w.norm(f"{block}.norm", w.conv3d(f"{block}.conv", skips[-1])))
            skips.append(F.avg_pool3d(x, (1, 2, 2)))
        x = skips.pop()
        for index in range(5):
            block = f"{name}.hourglass.decoder.up_blocks.{index}"
            x = F.interpolate(x, scale_factor=(1.0, 2.0, 2.0))
            x = F.relu(w.norm(f"{block}.norm", w.conv3d(f"{block}.conv", x)))
            x = torch.cat([x, skips.pop()], dim=1)
        decoder = f"{name}.hourglass.decoder"
        x = F.relu(w.norm(f"{decoder}.norm", w.conv3d(f"{decoder}.conv", x)))
        return x, motions

    def _block(self, name: str, x: Tensor, segmentation: Tensor) -> Tensor:
        g = self._g
        shortcut = x
        if g.has(f"{name}.conv_s.weight_orig"):
            shortcut = g.conv2d(f"{name}.conv_s", self._spade(f"{name}.norm_s", x, segmentation))
        for index in range(2):
            x = F.leaky_relu(self._spade(f"{name}.norm_{index}", x, segmentation), 0.2)
            x = g.conv2d(f"{name}.conv_{index}", x)
        return shortcut + x

    def _spade(self, name: str, x: Tensor, segmentation: Tensor) -> Tensor:
        g = self._g
        shared = F.relu(g.conv2d(f"{name}.mlp_shared.0", F.interpolate(segmentation, size=x.shape[2:])))
        gamma = g.conv2d(f"{name}.mlp_gamma", shared)
        beta = g.conv2d(f"{name}.mlp_beta", shared)
        return F.instance_norm(x) * (1 + gamma) + beta


class _Weights:
    """Layers by their official names."""

    def __init__(self, state: StateDict) -> None:
        self._state = dict(state)

    def has(self, key: str) -> bool:
        return key in self._state

    def conv2d(self, name: str, x: Tensor) -> Tensor:
        weight = self._weight(name)
        return F.conv2d(x, weight, self._state.get(f"{name}.bias"), padding=weight.shape[-1] // 2)

    def conv3d(self, name: str, x: Tensor) -> Tensor:
        weight = self._weight(name)
        return F.conv3d(x, weight, self._state[f"{name}.bias"], padding=weight.shape[-1] // 2)

    def norm(self, name: str, x: Tensor) -> Tensor:
        s = self._state
        mean, var = s[f"{name}.running_mean"], s[f"{name}.running_var"]
        return F.batch_norm(x, mean, var, s[f"{name}.weight"], s[f"{name}.bias"])

    def _weight(self, name: str) -> Tensor:
        """The plain weight; a spectral norm divides by the largest singular value at every call."""
        s = self._state
        if f"{name}.weight_orig" not in s:
            return s[f"{name}.weight"]
        weight = s[f"{name}.weight_orig"]
        sigma = s[f"{name}.weight_u"] @ (weight.flatten(1) @ s[f"{name}.weight_v"])
        return weight / sigma


def _grid(depth: int, height: int, width: int, like: Tensor) -> Tensor:
    """Coordinates (depth, height, width, 3) in x, y, z order, -1 to 1 at the outermost cells."""
    z, y, x = (torch.linspace(-1, 1, n, dtype=like.dtype, device=like.device) for n in (depth, height, width))
    return torch.stack(torch.meshgrid(z, y, x, indexing="ij")[::-1], dim=-1)


def _gaussian(grid: Tensor, keypoints: Tensor) -> Tensor:
    """Heat maps (K, depth, height, width) around keypoints (K, 3)."""
    away = grid - keypoints[:, None, None, None]
    return torch.exp(-0.5 * (away**2).sum(dim=-1) / _VARIANCE)
