#!/usr/bin/env python3
"""A harness to copy: makes the calls that `nllgrad` asks for in docs/protocol.md, of a kernel written in Python.

    nllgrad check "exec:python3 harness.py"     judges the kernel at the end of this file

A kernel of your own: copy this file, or import `serve` from it. Needs numpy.
"""

import json
import os
import struct
import sys
import zlib

import numpy as np

HELLO, BATCH, RESULT, PING, PONG, ERROR = range(1, 7)  # types of frames
RETURNED, FAILED = 0, 1  # how calls end
SENT, PATTERN, LEFT = 0, 1, 2  # what buffers hold

HEAD = struct.Struct("<4s5I")  # magic, version, type, id, length, crc
CALL = struct.Struct("<36I")
FUNCTIONS = ("fp_nlllossgrad_s", "fp_nlllossgrad_p", "hp_nlllossgrad_s", "hp_nlllossgrad_p")
ELEMENTS = {"fp": np.dtype("<f4"), "hp": np.dtype("<f2")}
BUFFERS = ("logits", "loss_grad", "labels", "weight", "total_weight", "logits_grad")
LOGITS, LOSS_GRAD, LABELS, WEIGHT, TOTAL_WEIGHT, LOGITS_GRAD = range(6)

MAX_CALLS = 256
MAX_BYTES = 1 << 28
MAX_PAYLOAD = MAX_BYTES + (1 << 20)
MAX_PING = MAX_GUARD = 1 << 20
MAX_TEXT = 4096


def serve(kernel, name, version=None, element_types=("hp", "fp"), platform=None):
    """Answers standard input until it ends.

    `kernel(function, logits, loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction, core_mask)`
    gets numpy views of memory that is aligned and guarded: float32 or float16, and int32 for labels; `logits` and `logits_grad` have
    the shape (batch, class_num), the others are flat. It writes `logits_grad` in place. `function` is the name of the document's
    function, `reduction` its code. An exception says that the kernel refuses the call, or fails.
    """
    stream = Stream()
    hello = {
        "protocol": 1,
        "name": name,
        "version": version,
        "elementTypes": list(element_types),
        "platform": platform,
        "abilities": ["inputs", "guards", "left"],
        "maxCalls": MAX_CALLS,
        "maxBytes": MAX_BYTES,
    }
    stream.send(HELLO, 0, json.dumps({field: value for field, value in hello.items() if value is not None}).encode())
    memory = Memory()
    while (frame := stream.receive()) is not None:
        kind, frame_id, payload = frame
        try:
            if kind == BATCH:
                for result in results(kernel, element_types, memory, payload):
                    stream.send(RESULT, frame_id, result)
            elif kind == PING and len(payload) <= MAX_PING:
                stream.send(PONG, frame_id, payload)
            else:
                raise Misunderstood(f"a frame of type {kind} with {len(payload)} bytes is not served")
        except (Misunderstood, MemoryError) as problem:
            stream.send(ERROR, frame_id, (str(problem) or "no memory").encode())


class Misunderstood(Exception):
    """A frame that the protocol does not have, or that is more than is served."""


class Stream:
    """Frames on standard input and output, which are moved to where a kernel that prints or reads does not reach them."""

    def __init__(self):
        sys.stdout.flush()
        self.input = os.fdopen(os.dup(0), "rb")
        self.output = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)

    def send(self, kind, frame_id, payload):
        self.output.write(HEAD.pack(b"NLLG", 1, kind, frame_id, len(payload), zlib.crc32(payload)))
        self.output.write(payload)
        self.output.flush()

    def receive(self):
        """The next frame as (type, id, payload); None at the input's end. Ends where no next frame can be found."""
        while head := self.input.read(HEAD.size):
            if len(head) < HEAD.size:
                return self.cut_off(0)
            magic, version, kind, frame_id, length, crc = HEAD.unpack(head)
            if (magic, version) != (b"NLLG", 1):
                self.give_up(frame_id, "no frame of version 1, by its first bytes")
            if length > MAX_PAYLOAD:
                self.send(ERROR, frame_id, f"a payload of {length} bytes is more than is served".encode())
                while length > 0 and (part := self.input.read(min(length, 1 << 16))):
                    length -= len(part)
                continue
            payload = self.input.read(length)
            if len(payload) < length:
                return self.cut_off(frame_id)
            if zlib.crc32(payload) != crc:
                self.give_up(frame_id, "the checksum does not fit the payload")
            return kind, frame_id, payload
        return None

    def cut_off(self, frame_id):
        self.send(ERROR, frame_id, b"the input ends within a frame")

    def give_up(self, frame_id, problem):
        self.send(ERROR, frame_id, problem.encode())
        sys.exit(1)


class Buffer:
    """One of a call's six buffers, as it was asked for."""

    def __init__(self, words, name):
        self.bytes, self.before, self.behind, self.content, pattern = words
        self.pattern = struct.pack("<I", pattern)
        self.sent = b""
        if self.before % 4 or self.behind % 2 or max(self.before, self.behind) > MAX_GUARD:
            raise Misunderstood(f"{name} has guards of {self.before} and {self.behind} bytes")
        if self.content > (LEFT if name == "logits_grad" else PATTERN):
            raise Misunderstood(f"{name} has the unknown content {self.content}")

    def extent(self):
        return self.before + self.bytes + self.behind

    def expected(self):
        """What the buffer and its guards hold before the call, except for bytes that are left from another."""
        behind = b"\xa5\x7f" if self.bytes % 2 == 0 else b"\x7f\xa5"
        content = self.sent if self.content == SENT else (self.pattern * (self.bytes // 4 + 1))[: self.bytes]
        return b"\xa5\x7f" * (self.before // 2) + content + behind * (self.behind // 2)


class Memory:
    """Memory of calls. `logits_grad` lies apart: a later call may ask for what an earlier one left."""

    def __init__(self):
        self.inputs = np.empty(0, np.uint8)
        self.output = np.zeros(0, np.uint8)
        self.output_start = None

    def lay_out(self, buffers, alignment):
        """Each buffer with its guards, as bytes, filled."""
        needed = sum(buffer.extent() + 2 * alignment for buffer in buffers[:LOGITS_GRAD])
        if needed > len(self.inputs):
            self.inputs = np.empty(needed, np.uint8)
        regions = []
        end = 0
        for buffer in buffers[:LOGITS_GRAD]:
            start = aligned(self.inputs, end + buffer.before, alignment)
            end = start + buffer.bytes + buffer.behind
            regions.append(self.inputs[start - buffer.before : end])
        regions.append(self.place_output(buffers[LOGITS_GRAD], alignment))
        for buffer, region in zip(buffers, regions):
            expected = np.frombuffer(buffer.expected(), np.uint8)
            if buffer.content == LEFT:
                region[: buffer.before] = expected[: buffer.before]
                region[buffer.before + buffer.bytes :] = expected[buffer.before + buffer.bytes :]
            else:
                region[:] = expected
        return regions

    def place_output(self, buffer, alignment):
        """It begins where it began in the call before, unless it no longer fits there: then what was left goes along."""
        start = self.output_start
        fits = (
            start is not None
            and (address(self.output) + start) % alignment == 0
            and start >= buffer.before
            and start + buffer.bytes + buffer.behind <= len(self.output)
        )
        if not fits:
            left = self.output[start:] if start is not None else self.output
            self.output = np.zeros(buffer.extent() + 2 * alignment, np.uint8)
            self.output_start = start = aligned(self.output, buffer.before, alignment)
            kept = min(len(left), buffer.bytes)
            self.output[start : start + kept] = left[:kept]
        return self.output[start - buffer.before : start + buffer.bytes + buffer.behind]


def address(memory):
    return memory.__array_interface__["data"][0]


def aligned(memory, offset, alignment):
    """The next offset whose address is a multiple of the alignment, and of no more: who needs more shall show it."""
    return offset + (alignment - address(memory) - offset) % (2 * alignment)


def results(kernel, element_types, memory, payload):
    """Makes a batch's calls, one by one, once all of it is known to be sound. Yields the payloads of their results."""
    alignment, calls = read_batch(payload, element_types)
    for place, (function, batch, class_num, reduction, core_mask, buffers) in enumerate(calls):
        regions = memory.lay_out(buffers, alignment)
        views = [
            region[buffer.before : buffer.before + buffer.bytes].view(element_of(function, k))
            for k, (buffer, region) in enumerate(zip(buffers, regions))
        ]
        for k in (LOGITS, LOGITS_GRAD):
            views[k] = views[k].reshape(batch, class_num)
        status, text = RETURNED, b""
        try:
            kernel(FUNCTIONS[function], *views, batch, class_num, reduction, core_mask)
        except (Exception, SystemExit) as problem:
            status, text = FAILED, f"{type(problem).__name__}: {problem}".encode()[:MAX_TEXT]
            text = text.decode(errors="ignore").encode()  # no character is cut in two
        changed = [
            k
            for k, (buffer, region) in enumerate(zip(buffers, regions))
            if k == LOGITS_GRAD or region.tobytes() != buffer.expected()
        ]
        head = struct.pack("<4I", place, status, len(text), sum(1 << k for k in changed))
        yield head + padded(text) + b"".join(padded(regions[k].tobytes()) for k in changed)


def element_of(function, k):
    return np.dtype("<i4") if k == LABELS else ELEMENTS[FUNCTIONS[function][:2]]


def padded(data):
    return data + bytes(-len(data) % 4)


def read_batch(payload, element_types):
    """The alignment of a batch, and its calls."""
    if len(payload) < 8:
        raise Misunderstood(f"a batch of {len(payload)} bytes has no beginning")
    count, alignment = struct.unpack_from("<2I", payload)
    if count > MAX_CALLS or alignment not in (1 << bit for bit in range(2, 13)):
        raise Misunderstood(f"a batch of {count} calls, aligned to {alignment}")
    calls = []
    at = 8
    for place in range(count):
        try:
            call, at = read_call(payload, at, element_types)
        except Misunderstood as problem:
            raise Misunderstood(f"call {place} of the batch: {problem}") from None
        calls.append(call)
    if at != len(payload):
        raise Misunderstood(f"{len(payload) - at} bytes follow the batch's last call")
    return alignment, calls


def read_call(payload, at, element_types):
    """The call at an offset, and where it ends."""
    if len(payload) - at < CALL.size:
        raise Misunderstood("it is cut off")
    function, batch, class_num, reduction, core_mask, _milliseconds, *words = CALL.unpack_from(payload, at)
    at += CALL.size
    if function >= len(FUNCTIONS) or FUNCTIONS[function][:2] not in element_types:
        raise Misunderstood(f"function {function} is not here")
    if batch >= 1 << 31 or not 1 <= class_num < 1 << 31:
        raise Misunderstood(f"{batch} rows of {class_num} classes")
    buffers = [Buffer(words[5 * k : 5 * k + 5], name) for k, name in enumerate(BUFFERS)]
    if sum(buffer.bytes for buffer in buffers) > MAX_BYTES:
        raise Misunderstood(f"it takes more than {MAX_BYTES} bytes")
    for k, buffer in enumerate(buffers):
        size = element_of(function, k).itemsize
        if buffer.bytes % size or (k in (LOGITS, LOGITS_GRAD) and buffer.bytes != batch * class_num * size):
            raise Misunderstood(f"{BUFFERS[k]} of {buffer.bytes} bytes for {batch} rows of {class_num} classes")
        if buffer.content == SENT:
            buffer.sent = payload[at : at + buffer.bytes]
            at += len(padded(buffer.sent))
            if len(buffer.sent) < buffer.bytes or at > len(payload):
                raise Misunderstood(f"{BUFFERS[k]} is cut off")
    return (function, batch, class_num, reduction, core_mask, buffers), at


def nlllossgrad(
    function, logits, loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction, core_mask
):
    """NLLLossGrad, correctly rounded but for hp's mean: computed in the next wider type, and rounded once at the end."""
    if reduction not in (0, 1, 2):
        raise ValueError(f"reduction {reduction} is none of 0 (sum), 1 (mean) and 2 (none)")
    wide = np.float32 if logits_grad.dtype == np.float16 else np.float64
    g = loss_grad[:batch] if reduction == 2 else loss_grad[0]
    with np.errstate(all="ignore"):  # infinities and NaN are results like others
        gradient = -g.astype(wide) * weight[labels].astype(wide)
        if reduction == 1:
            gradient /= total_weight[0].astype(wide)
        logits_grad[:] = 0
        logits_grad[np.arange(batch), labels] = gradient


if __name__ == "__main__":
    serve(nlllossgrad, name="numpy", version=np.__version__)
