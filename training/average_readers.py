"""Two ``reader.pt`` → their weighted mean, which keeps what either is good at (Wortsman et al. 2022: model soups).

python -m training.average_readers ONE OTHER SHARE OUT
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import torch


def mean(one: Mapping[str, torch.Tensor], other: Mapping[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """``share`` of ``other``'s weights and the rest of ``one``'s; both are of the same model."""
    return {name: torch.lerp(values, other[name], share) for name, values in one.items()}


def main() -> None:
    """Average and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("share", type=float, help="of the other's weights, 0 to 1")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    torch.save(mean(torch.load(arguments.one), torch.load(arguments.other), arguments.share), arguments.out)


if __name__ == "__main__":
    main()
