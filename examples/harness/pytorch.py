#!/usr/bin/env python3
"""PyTorch's own gradient of NLLLoss, on the CPU, behind the harness: see docs/pytorch.md for how it does.

Translates and nothing else: what PyTorch makes of a call is what is judged.
"""

import torch

from harness import serve

SUM, MEAN, NONE = 0, 1, 2  # as the operator's document numbers them
REDUCTIONS = {NONE: 0, MEAN: 1, SUM: 2}  # as PyTorch does
IGNORE_INDEX = -100  # PyTorch's default; no label of a valid call


def kernel(function, logits, loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction, core_mask):
    # Only as much of loss_grad as there are gradients: PyTorch refuses more.
    gradients = loss_grad if reduction == NONE else loss_grad[:1]
    # Given `grad_input`, PyTorch writes to that memory, and to none of its own.
    torch.ops.aten.nll_loss_backward.grad_input(
        torch.from_numpy(gradients),
        torch.from_numpy(logits),
        torch.from_numpy(labels).long(),  # PyTorch takes no int32
        torch.from_numpy(weight),
        REDUCTIONS[reduction],
        IGNORE_INDEX,
        torch.from_numpy(total_weight),
        grad_input=torch.from_numpy(logits_grad),
    )


if __name__ == "__main__":
    torch.set_num_threads(1)  # rows are independent; calls are small
    # fp alone: older versions have no half on the CPU. FT78NE is the platform with fp alone.
    serve(kernel, name="PyTorch nll_loss_backward, CPU", version=torch.__version__, element_types=("fp",), platform="ft78ne")
