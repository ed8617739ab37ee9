import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { HAS_COMPILER, madeKernel, NEEDS_COMPILER, scratchFolder, zooKernel } from "../adapters/native/kernels.fixture.ts";
import { UnusableTarget } from "../adapters/unusable.ts";
import { PLAIN } from "../properties/bench.fixture.ts";
import type { Case } from "../properties/case.ts";
import { MEAN } from "../reference/operator.ts";
import { CAPACITY } from "./conformance.ts";
import type { Death, TrialResult } from "./protocol.ts";
import { Session } from "./session.ts";

/** Widths at which the kernel misbehaves, each in its own way. */
const WIDTH = {
  past: 101,
  null: 102,
  exit: 103,
  abort: 104,
  loop: 105,
  print: 106,
  divide: 107,
  illegal: 108,
  before: 109,
  say: 110,
  fresh: 111,
};

const MISBEHAVING = `
  volatile int zero = 0;
  switch (class_num) {
    case ${WIDTH.past}: out[batch * class_num + 1000] = 1; break;
    case ${WIDTH.before}: zero = ((volatile int *)y)[-1000]; break;
    case ${WIDTH.null}: *(volatile int *)0 = 1; break;
    case ${WIDTH.exit}: exit(3);
    case ${WIDTH.abort}: abort();
    case ${WIDTH.loop}: for (;;) zero = zero;
    case ${WIDTH.print}: for (int k = 0; k < 4096; k++) printf("%1023d\\n", k); fflush(stdout); break;
    case ${WIDTH.divide}: zero = batch / zero; break;
    case ${WIDTH.illegal}: __builtin_trap();
    case ${WIDTH.say}: fprintf(stderr, "tile 7\\nkernel.c:12: no tile left\\n"); abort();
    case ${WIDTH.fresh}: for (int k = 0; k < 32; k++) if (((volatile float *)malloc(100000))[20000] == 0) abort();
  }`;

/** Milliseconds for a call that is to end by itself, on a machine however busy, and for one that never does. */
const PATIENCE = 3000;
const SHORT_PATIENCE = 300;

const TEMPORARY = join(scratchFolder(), "tmp");
const open: Session[] = [];

beforeAll(() => {
  mkdirSync(TEMPORARY);
});

async function start(path: string): Promise<Session> {
  const setup = { platform: "ft78ne", alignment: 64, seed: 1, capacity: CAPACITY, timeout: 2000, only: "" } as const;
  const session = await Session.start({ ...setup, target: { kind: "library", path, symbols: {} } });
  open.push(session);
  return session;
}

const misbehaving = (): Promise<Session> => start(madeKernel("misbehaving", { first: MISBEHAVING }));

/** A call of the private function, 5 rows wide. */
function callOf(classNum: number, change: Partial<Case> = {}): Case {
  return { ...PLAIN, entry: "fp_nlllossgrad_p", coreMask: 1, classNum, ...change };
}

/** What came of calls in turn: what the first that shows anything shows, `null` if none does, or the host's death. */
function call(session: Session, ...calls: readonly Case[]): Promise<TrialResult | Death | null> {
  return callWithin(PATIENCE, session, ...calls);
}

async function callWithin(patience: number, session: Session, ...calls: readonly Case[]): Promise<TrialResult | Death | null> {
  const answer = await session.ask<"tried">({
    kind: "trial",
    plans: calls.map((c) => ({ kind: "call", before: [], call: c, watch: "nothing" })),
    identity: null,
    repeats: 1,
    wait: false,
    patience,
  });
  return answer.kind === "died" ? answer.death : answer.shown;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((session) => session.end()));
});

describe.skipIf(!HAS_COMPILER)(`a process that hosts a library${NEEDS_COMPILER}`, () => {
  it("survives a write past the output, names the buffer and the distance, and goes on", async () => {
    const session = await misbehaving();
    expect(await call(session, callOf(8), callOf(WIDTH.past))).toMatchObject({
      index: 1,
      sightings: [
        {
          violation: {
            clause: "in-bounds",
            cell: { kind: "around", buffer: "logitsGrad", byte: 4 * (5 * WIDTH.past + 1000) },
            received: "SIGSEGV: a write 4000 bytes past the end of logits_grad",
          },
        },
      ],
    });
    expect(await call(session, callOf(8))).toBeNull();
  });

  it("survives a read before the labels, and names them", async () => {
    const session = await misbehaving();
    expect(await call(session, callOf(WIDTH.before, { placement: "start" }))).toMatchObject({
      sightings: [{ violation: { clause: "in-bounds", received: "SIGSEGV: a read 4000 bytes before labels" } }],
    });
    expect(await call(session, callOf(8))).toBeNull();
  });

  it.each([
    ["a division by zero", WIDTH.divide, "SIGFPE (an integer division by zero, or one whose quotient does not fit)"],
    ["an illegal instruction", WIDTH.illegal, "SIGILL (an instruction that this processor lacks, or a trap of the compiler's)"],
  ])("survives %s, which leaves no lock held", async (_, width, signal) => {
    const session = await misbehaving();
    expect(await call(session, callOf(width))).toMatchObject({
      sightings: [{ violation: { clause: "terminates", cell: { kind: "crash" }, received: signal } }],
    });
    expect(await call(session, callOf(8))).toBeNull();
  });

  it.each([
    ["a write through NULL", WIDTH.null, { kind: "crashed", signal: "SIGSEGV", fault: { address: 0, access: "write" } }],
    ["exit(3)", WIDTH.exit, { kind: "exited", code: 3 }],
    ["abort()", WIDTH.abort, { kind: "crashed", signal: "SIGABRT" }],
    ["one that says why", WIDTH.say, { kind: "crashed", signal: "SIGABRT", said: "kernel.c:12: no tile left" }],
  ])("dies of %s, and which call it was in is known", async (_, width, outcome) => {
    const session = await misbehaving();
    expect(await call(session, callOf(8), callOf(9), callOf(width))).toEqual({ outcome, inside: true, item: 2, call: 0 });
    // A dead host answers no more, and says so at once.
    expect(await call(session, callOf(8))).toMatchObject({ outcome });
  });

  it("gets no zeros from the heap where it asked for none", async () => {
    expect(await call(await misbehaving(), callOf(WIDTH.fresh))).toBeNull();
  });

  it("knows the call of a plan, not only the plan, that ended it", async () => {
    const session = await misbehaving();
    const before = [callOf(8), callOf(WIDTH.exit), callOf(9)];
    const plan = { kind: "call", before, call: callOf(10), watch: "nothing" } as const;
    const request = { kind: "trial", plans: [plan], identity: null, repeats: 1, wait: false, patience: PATIENCE } as const;
    expect(await session.ask<"tried">(request)).toMatchObject({ kind: "died", death: { item: 0, call: 1 } });
  });

  it("is ended once a call has taken longer than it may", async () => {
    const session = await misbehaving();
    const started = performance.now();
    const death = await callWithin(SHORT_PATIENCE, session, callOf(WIDTH.loop));
    // A call may take longer by the share of 2^20 cells that it writes.
    expect(death).toEqual({ outcome: { kind: "hung", milliseconds: SHORT_PATIENCE + 1 }, inside: true, item: 0, call: 0 });
    expect(performance.now() - started).toBeGreaterThanOrEqual(SHORT_PATIENCE);
    expect(performance.now() - started).toBeLessThan(PATIENCE);
  });

  it("is not blocked by a kernel that prints megabytes, which are counted and kept in part", async () => {
    const session = await misbehaving();
    expect(await call(session, callOf(WIDTH.print))).toBeNull();
    await vi.waitFor(() => expect(session.printedBytes).toBe(4096 * 1024));
    expect(session.printed).toHaveLength(2048);
    expect(session.printed.trimStart()).toMatch(/^0\n/);
  });

  it("takes an exit in a constructor for an unusable target, and says so", async () => {
    const library = madeKernel("exits-early", { head: "__attribute__((constructor)) static void early(void) { _exit(7); }" });
    const failure = await start(library).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnusableTarget);
    expect((failure as Error).message).toBe(
      `${library}: its process died while it was loaded (exit code 7); does it load in a program of its own?`,
    );
  });

  it("keeps its own arithmetic when a library sets flush-to-zero as it is loaded, or leaves it set after a call", async () => {
    const subnormal = { kind: "drawn", values: "subnormal", seed: 5 } as const;
    const one = { kind: "drawn", values: "one", seed: 0 } as const;
    const c = callOf(8, { reduction: MEAN, lossGrad: subnormal, weight: one, totalWeight: 0x3f800000 });
    // A judge that flushes subnormals itself finds nothing wrong with 0 in their place.
    const flushing = {
      head: "#include <immintrin.h>\n__attribute__((constructor)) static void early(void) { _mm_setcsr(0x9fc0); }",
    };
    const early = await start(madeKernel("flushes-early", { ...flushing, mean: "0" }));
    const zero = { sightings: [{ violation: { clause: "subnormals", received: expect.stringMatching(/^-?0 /) } }] };
    expect(await call(early, callOf(9), c)).toMatchObject(zero);
    const careless = await start(zooKernel("right/control-register-flushes").path);
    expect(await call(careless, callOf(9), c)).toMatchObject(zero);
    const kept = await start(madeKernel("flushes-early-only", flushing));
    expect(await call(kept, callOf(9), c)).toBeNull();
  });

  it("has no temporary folder, whether it lives, is ended, dies, hangs or never starts", async () => {
    vi.stubEnv("TMPDIR", TEMPORARY);
    const text = join(scratchFolder(), "text.so");
    writeFileSync(text, "no library");
    const ended = await misbehaving();
    expect(readdirSync(TEMPORARY)).toEqual([]);
    await ended.end();
    for (const width of [WIDTH.exit, WIDTH.null, WIDTH.loop]) {
      const dead = await misbehaving();
      await callWithin(SHORT_PATIENCE, dead, callOf(width));
      await dead.end();
    }
    await expect(start(text)).rejects.toThrow(`${text}: cannot be loaded: `);
    const exits = madeKernel("exits-early", { head: "__attribute__((constructor)) static void early(void) { _exit(7); }" });
    await expect(start(exits)).rejects.toThrow("its process died while it was loaded");
    expect(readdirSync(TEMPORARY)).toEqual([]);
  });
});
