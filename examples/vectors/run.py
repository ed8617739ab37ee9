#!/usr/bin/env python3
"""Makes the calls of a pack with a kernel in Python, and saves what came of them. Needs numpy.

    python3 run.py                  in the pack's folder: reads calls.npz and its like, writes results.npz
    nllgrad vectors verify DIR      judges them

Put your kernel in place of the one below. Whatever it is given lies in memory of its own, inputs too: they are saved as
they are after the call, so that a kernel that writes to them is found out.
"""

import glob
import os

import numpy as np

FUNCTIONS = ("fp_nlllossgrad_s", "fp_nlllossgrad_p", "hp_nlllossgrad_s", "hp_nlllossgrad_p")
BUFFERS = ("logits", "loss_grad", "labels", "weight", "total_weight", "logits_grad")
SUM, MEAN, NONE = range(3)


def kernel(function, logits, loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction, core_mask):
    """NLLLossGrad: computed in the next wider type, and rounded once. Writes all of `logits_grad`, which comes as anything."""
    wide = np.float32 if logits_grad.dtype == np.float16 else np.float64
    g = loss_grad[:batch] if reduction == NONE else loss_grad[0]
    with np.errstate(all="ignore"):  # infinities and NaN are results like others
        gradient = -g.astype(wide) * weight[labels].astype(wide)
        if reduction == MEAN:
            gradient /= total_weight[0].astype(wide)
        logits_grad[:] = 0
        logits_grad[np.arange(batch), labels] = gradient


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    results = {}
    for path in sorted(glob.glob(os.path.join(glob.escape(folder), "calls*.npz"))):
        with np.load(path) as calls:
            for name in calls.files:
                number, _, array = name.partition("/")
                if name == "pack":
                    results[name] = calls[name]  # says which pack the results are of
                if array != "call":
                    continue
                function, batch, class_num, reduction, core_mask = calls[name].tolist()
                buffers = [calls[f"{number}/{buffer}"] for buffer in BUFFERS]
                kernel(FUNCTIONS[function], *buffers, batch, class_num, reduction, core_mask)
                results.update((f"{number}/{buffer}", data) for buffer, data in zip(BUFFERS, buffers))
    np.savez(os.path.join(folder, "results.npz"), **results)


if __name__ == "__main__":
    main()
