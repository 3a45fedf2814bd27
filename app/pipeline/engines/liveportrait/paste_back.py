"""The paste into the portrait on the device that generated the picture, so that only pixels travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

if TYPE_CHECKING:
    from app.pipeline.portrait.paste_back import PastePlan
    from app.pipeline.types import RGBImage


class DevicePasteBack:
    """What ``PasteBack`` does, on a device: constants per portrait, then the same few steps a frame.

    Shapes are fixed and nothing waits for the device, so that a CUDA graph can hold it.

    Args:
        plan: Of the portrait and the crop; its part must not be empty.
        portrait: H x W x 3 uint8 RGB, the picture that was planned for.
        device: Where generated pictures are.
    """

    def __init__(self, plan: PastePlan, portrait: RGBImage, device: torch.device) -> None:
        part = torch.from_numpy(portrait[plan.rows, plan.columns].copy())
        grid = torch.from_numpy(plan.coordinates) * (2 / (plan.sampled - 1)) - 1
        self._part = part.permute(2, 0, 1).float().to(device)  # 3 x h x w, 0..255
        self._mask = torch.from_numpy(plan.mask).to(device)  # h x w
        self._grid = grid[None].to(device)  # 1 x h x w x 2, -1..1
        self._shrink: Tensor | None = None
        if plan.sampled < plan.generated:
            self._shrink = _averaging(plan.generated, plan.sampled).to(device)  # n x size

    def paste(self, generated: Tensor) -> Tensor:
        """The part of the portrait that changes, for ``PasteBack.put``.

        Args:
            generated: 1 x 3 x size x size, RGB, 0..1, any float type.

        Returns:
            h x w x 3 uint8 RGB on the device.
        """
        image = generated.float().clamp(0, 1) * 255  # 1 x 3 x size x size
        if self._shrink is not None:
            image = self._shrink @ image @ self._shrink.T  # 1 x 3 x n x n
        sampled = F.grid_sample(image, self._grid, padding_mode="border", align_corners=True)[0]  # 3 x h x w
        blended = torch.lerp(self._part, sampled, self._mask)
        return blended.round().to(torch.uint8).permute(1, 2, 0).contiguous()


def _averaging(size: int, smaller: int) -> Tensor:
    """Rows that average ``size`` pixels to ``smaller``, each by the share of it they cover."""
    step = size / smaller
    start = torch.arange(smaller, dtype=torch.float64)[:, None] * step
    pixel = torch.arange(size, dtype=torch.float64)
    covered = (torch.minimum(pixel + 1, start + step) - torch.maximum(pixel, start)).clamp(min=0)
    return (covered / step).float()
