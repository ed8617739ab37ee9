/** What stands before the case in a Python program: fixed text. */
export const PYTHON_START: string = `
import ctypes
import multiprocessing
import signal
import struct
import sys
import time
from types import SimpleNamespace

SUM, MEAN, NONE = 0, 1, 2  # reduction_type
NAMES = ["logits", "loss_grad", "labels", "weight", "total_weight", "logits_grad"]
INPUTS, OUTPUT = range(5), 5
`;

/** What a Python program does with its case: fixed text. */
export const PYTHON_ENGINE: string = String.raw`
# Memory. Canaries stand around each buffer: a NaN as half and as float, and far out of range as a label.

REACH = 64  # bytes of canaries before a buffer, and twice as many behind it
CANARY = b"\xa5\x7f"


def round_up(count, unit):
    return (count + unit - 1) // unit * unit


MARGIN = round_up(2 * REACH, ALIGNMENT)
SLOTS = [round_up(count, ALIGNMENT) + ALIGNMENT for count in CAPACITY]
SPACE = (ctypes.c_ubyte * (sum(SLOTS) + (len(SLOTS) + 1) * MARGIN + 4096))()
MEMORY = memoryview(SPACE).cast("B")
ORIGIN = -ctypes.addressof(SPACE) % 4096


def pack(bits, size):
    return struct.pack("<%d%s" % (len(bits), "I" if size == 4 else "H"), *bits)


def place(call):
    """First byte and past the last of each buffer, as offsets."""
    data, ends, low = call.data, [], ORIGIN + MARGIN
    cells = data.batch * data.class_num * data.size
    sizes = [cells, len(data.loss_grad) * data.size, 4 * data.batch, data.class_num * data.size, data.size, cells]
    for buffer, (slot, size) in enumerate(zip(SLOTS, sizes)):
        # Without unreadable memory, buffers that would end at it are aligned.
        start = low if call.at_start >> buffer & 1 else low + slot - round_up(size, ALIGNMENT)
        ends.append((start, start + size))
        low += slot + MARGIN
    return ends


def load(call, ends):
    data, cells = call.data, call.data.batch * call.data.class_num
    contents = [
        pack([data.logits], data.size) * cells,
        pack(data.loss_grad, data.size),
        pack(data.labels, 4),
        pack(data.weight, data.size),
        pack(data.total_weight, data.size),
    ]
    if call.poison is not None:
        contents.append(pack([call.poison], data.size) * cells)
    for (start, end), content in zip(ends, contents):
        MEMORY[start:end] = content
    for start, end in ends:
        MEMORY[start - REACH : start] = CANARY * (REACH // 2)
        MEMORY[end : end + 2 * REACH] = CANARY * REACH


# What was found.

LINES = 10  # that are shown of failures, and of warnings


class Findings:
    def __init__(self, counts):
        self.counts = counts  # bad cells, other faults, warnings; shared with the process that looks on
        self.circumstance = ""
        self.merely_warn = False

    def add(self, is_cell, text, warns=False):
        warns = warns or self.merely_warn
        self.counts[2 if warns else 0 if is_cell else 1] += 1
        if (self.counts[2] if warns else self.counts[0] + self.counts[1]) <= LINES:
            print(("warning: " if warns else "") + self.circumstance + text, flush=True)


def finish(counts):
    cells, others, warnings = counts[:3]
    if cells + others > LINES:
        print("and %d more" % (cells + others - LINES))
    if warnings > LINES:
        print("and %d more warnings" % (warnings - LINES))
    if cells + others == 0:
        print("holds", flush=True)
        return 0
    rest = ", and %d other fault%s" % (others, "" if others == 1 else "s") if others > 0 else ""
    print("fails: %d cell%s%s" % (cells, "" if cells == 1 else "s", rest), flush=True)
    return 1


def value(bits, size):
    return struct.unpack("<f" if size == 4 else "<e", pack([bits], size))[0]


def show(bits, size):
    x = value(bits, size)
    text = "NaN" if x != x else "%.9g" % x if x - x == 0 else "+infinity" if x > 0 else "-infinity"
    return "%s (0x%0*x)" % (text, 2 * size, bits)


# Judging a call. Cells are judged by the program's own inputs, never by the kernel's copy of them.


def place_of(bits, size):
    """A result's place on the line of all values."""
    sign, infinity = (0x80000000, 0x7F800000) if size == 4 else (0x8000, 0x7C00)
    magnitude = bits & (sign - 1)
    return infinity + 1 if magnitude > infinity else -magnitude if bits & sign else magnitude


def elements(ends, size):
    start, end = ends[OUTPUT]
    return struct.unpack("<%d%s" % ((end - start) // size, "I" if size == 4 else "H"), bytes(MEMORY[start:end]))


def judge_cells(call, results, findings):
    data, size = call.data, call.data.size
    sign, infinity = (0x80000000, 0x7F800000) if size == 4 else (0x8000, 0x7C00)
    allowed = {}
    for first, to, low, high, clause in data.allowed:
        for key in range(first, to):
            allowed.setdefault(key, []).append((low, high, clause))
    for row, label in enumerate(data.labels):
        cells = results[row * data.class_num : (row + 1) * data.class_num]
        if any(cells[:label]) or any(cells[label + 1 :]):
            for column, bits in enumerate(cells):
                if column != label and bits & (sign - 1):
                    remark = ", what stood there: never written" if bits == call.poison else ""
                    findings.add(True, "row %d, class %d: expected 0, received %s%s" % (row, column, show(bits, size), remark))
        bits, key = cells[label], row if data.reduction == NONE else label
        expected, result, unwritten = data.expected[key], place_of(cells[label], size), cells[label] == call.poison
        if result == place_of(expected, size):
            continue
        clause = next((clause for low, high, clause in allowed.get(key, []) if low <= result <= high), "none")
        if clause is None:
            continue
        text = "row %d, class %d: expected %s, received %s" % (row, label, show(expected, size), show(bits, size))
        # No arithmetic gives the payload of the NaN that the output was filled with.
        if clause != "none" and not (unwritten and bits & (sign - 1) > infinity):
            findings.add(True, text + ": " + clause, warns=True)
        else:
            findings.add(True, text + (", what stood there: never written" if unwritten else ""))


def judge_memory(ends, before, findings):
    for b in INPUTS:
        start, end = ends[b]
        if MEMORY[start:end] != before[b]:
            at = next(i for i in range(end - start) if MEMORY[start + i] != before[b][i])
            findings.add(False, "the call changed %s, an input, at byte %d" % (NAMES[b], at))
    judge_around(ends, findings)


def judge_around(ends, findings):
    for name, (start, end) in zip(NAMES, ends):
        for i in range(REACH):
            if MEMORY[start - REACH + i] != CANARY[i % 2]:
                findings.add(False, "the call wrote %d bytes before %s" % (REACH - i, name))
                break
        for i in range(2 * REACH):
            if MEMORY[end + i] != CANARY[i % 2]:
                findings.add(False, "the call wrote %d bytes past the end of %s" % (i, name))
                break
`;

/** The call itself, and the process around it: fixed text. */
export const PYTHON_CALL: string = `
# The calls, in a process of their own: one of them may end it.


def invoke(library, call, ends):
    pointers = [ctypes.c_void_p(ctypes.addressof(SPACE) + start) for start, _ in ends]
    numbers = [call.data.batch, call.data.class_num, call.data.reduction]
    if call.core_mask is not None:
        numbers.append(call.core_mask)
    function = getattr(library, call.function)
    function.restype = None
    function(*pointers, *[ctypes.c_int(number) for number in numbers])
`;

/** The process that looks on: fixed text. */
export const PYTHON_MAIN: string = `

def main():
    if len(sys.argv) != 2:
        print("usage: python3 %s ./libmine.so" % sys.argv[0], file=sys.stderr)
        return 2
    try:
        library = ctypes.CDLL(sys.argv[1])
        for call in CALLS:
            getattr(library, call.function)
    except (OSError, AttributeError) as error:
        print(error, file=sys.stderr)
        return 2
    counts = multiprocessing.Array("l", 4)
    child = multiprocessing.Process(target=carry_out, args=(sys.argv[1], counts))
    child.start()
    child.join(PATIENCE)
    if child.is_alive():
        child.kill()
        child.join()
        print("the calls did not return within %d s" % PATIENCE)
        counts[1] += 1
    elif counts[3] == 0:
        code = child.exitcode
        print("a call ended the process (%s)" % (signal.Signals(-code).name if code < 0 else "exit code %d" % code))
        counts[1] += 1
    return finish(counts)


if __name__ == "__main__":
    sys.exit(main())
`;
