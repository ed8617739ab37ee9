"""NLLLossGrad under Hypothesis and numpy: calls of batch 1 to 16 and class_num 1 to 32 of a library, with a full oracle.

    python3 hypothesis_numpy.py LIBRARY EXAMPLES

Prints a line of JSON for the bench. Buffers lie between canaries; unreadable zones it has none.
"""

import ctypes
import json
import sys
import time

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

SUM, MEAN, NONE = 0, 1, 2
CANARY = np.uint32(0x7FA57FA5)
CANARIES = 16
POISONS = (0x7FCBAD01, 0x4B1CE5A7, 0x7F800000)
LOGITS_FILLS = (0x7FC10617, 0xC1C70A3D, 0xFF800000)
UNUSED = (0x7FC0DA7A, 0x7F800000, None)

library = ctypes.CDLL(sys.argv[1])
executions = cells = 0


def floats(length):
    return arrays(np.float32, length, elements=st.floats(width=32))


@st.composite
def calls(draw):
    batch = draw(st.integers(1, 16))
    class_num = draw(st.integers(1, 32))
    reduction = draw(st.sampled_from((SUM, MEAN, NONE)))
    length = batch if reduction == NONE else draw(st.sampled_from((1, batch)))
    return {
        "shared": draw(st.booleans()),
        "batch": batch,
        "class_num": class_num,
        "reduction": reduction,
        "mask": draw(st.integers(1, 255)),
        "labels": draw(arrays(np.int32, batch, elements=st.integers(0, class_num - 1))),
        "loss_grad": draw(floats(length)),
        "weight": draw(floats(class_num)),
        "total_weight": draw(floats(1)),
        "poison": draw(st.sampled_from(POISONS)),
        "logits": draw(st.sampled_from(LOGITS_FILLS)),
        "unused": draw(st.sampled_from(UNUSED)),
    }


def guarded(bits):
    """A buffer of these bits between canaries."""
    buffer = np.full(len(bits) + 2 * CANARIES, CANARY)
    buffer[CANARIES:-CANARIES] = bits
    return buffer


def legal_means(g, w, t):
    """g*w/t in each order, each step in float, or in double and rounded once."""
    for kind in (np.float32, np.float64):
        a, b, c = kind(g), kind(w), kind(t)
        r = kind(1) / c
        for value in (a * b / c, a / c * b, a * (b / c), a * b * r, a * r * b, b * r * a):
            yield np.float32(value)


def same(a, b):
    return a == b or (np.isnan(a) and np.isnan(b))


def mark_unused(call, weight, loss_grad):
    if call["unused"] is None:
        return
    used = np.zeros(call["class_num"], bool)
    used[call["labels"]] = True
    weight[~used] = call["unused"]
    if call["reduction"] != NONE:
        loss_grad[1:] = call["unused"]


def judge(call, output, inputs, buffers):
    batch, class_num, labels = call["batch"], call["class_num"], call["labels"]
    rows = output[CANARIES:-CANARIES].reshape(batch, class_num)
    label_cells = np.zeros((batch, class_num), bool)
    label_cells[np.arange(batch), labels] = True
    assert not np.any(rows[~label_cells] & 0x7FFFFFFF), "an off-label cell is not zero"
    received = rows[label_cells]
    assert call["poison"] != POISONS[0] or not np.any(received == POISONS[0]), "a label cell was never written"
    received = received.view(np.float32)
    w = call["weight"][labels]
    g = call["loss_grad"] if call["reduction"] == NONE else np.repeat(call["loss_grad"][:1], batch)
    if call["reduction"] == MEAN:
        t = call["total_weight"][0]
        for i in range(batch):
            assert any(same(value, -received[i]) for value in legal_means(g[i], w[i], t)), "no legal mean"
    else:
        expected = -(g.astype(np.float64) * w).astype(np.float32)
        assert np.all((expected == received) | (np.isnan(expected) & np.isnan(received))), "not the formula"
    for buffer, wanted in zip(buffers, inputs):
        assert np.array_equal(buffer, wanted), "an input was changed, or something beside it"
    assert np.all(output[:CANARIES] == CANARY) and np.all(output[-CANARIES:] == CANARY), "written beside the output"


def run(call):
    global executions, cells
    count = call["batch"] * call["class_num"]
    weight, loss_grad = call["weight"].view(np.uint32).copy(), call["loss_grad"].view(np.uint32).copy()
    mark_unused(call, weight, loss_grad)
    logits = np.full(count, call["logits"], np.uint32)
    inputs = [guarded(bits) for bits in (logits, loss_grad, call["labels"].view(np.uint32), weight, call["total_weight"].view(np.uint32))]
    buffers = [buffer.copy() for buffer in inputs]
    output = guarded(np.full(count, call["poison"], np.uint32))
    args = [ctypes.c_void_p(buffer.ctypes.data + 4 * CANARIES) for buffer in (*buffers, output)]
    args += [call["batch"], call["class_num"], call["reduction"]]
    if call["shared"]:
        library.fp_nlllossgrad_s(*args, call["mask"])
    else:
        library.fp_nlllossgrad_p(*args)
    judge(call, output, inputs, buffers)
    executions += 1
    cells += count


@settings(max_examples=int(sys.argv[2]), database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(calls())
def test(call):
    run(call)


with np.errstate(all="ignore"):
    began, began_processor = time.perf_counter(), time.process_time()
    test()
    print(json.dumps({
        "executions": executions,
        "cells": cells,
        "seconds": time.perf_counter() - began,
        "processorSeconds": time.process_time() - began_processor,
    }))
