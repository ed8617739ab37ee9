import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HAS_COMPILER, NEEDS_COMPILER } from "../adapters/native/kernels.fixture.ts";
import { nllgrad, recordOf } from "../cli/command.fixture.ts";
import type { Finding } from "../core/record.ts";
import { decodeToken } from "../properties/token.ts";
import { bringBack, callsIn, exported, helloFrame, kernelFile, runBoard, scratchPath, verified, zeros } from "./pack.fixture.ts";

type Exported = Awaited<ReturnType<typeof exported>>;

const idsOf = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id).sort();

describe.skipIf(!HAS_COMPILER)(`a pack that a board has run${NEEDS_COMPILER}`, () => {
  it.each(["ft78ne", "mt7004"] as const)(
    "finds nothing against a right kernel for %s, and calls fewer cases incomplete",
    async (platform) => {
      const { folder, manifest } = await exported({ platform });
      runBoard(folder, "c/nlllossgrad.c", ...(platform === "ft78ne" ? ["-DFT78NE"] : []));
      const run = await verified(folder);
      expect(run).toMatchObject({ target: "a kernel behind harness.c", verdict: "incomplete", violations: [], warnings: [] });
      expect(run.cases).toBe(manifest.plans);
      expect(run.notes[0]).toBe("the pack has fewer cases than the tier");
      expect(run.clauses.find(({ id }) => id === "in-bounds")?.status).toBe("passed");
      expect(run.clauses.find(({ id }) => id === "inputs-unchanged")?.status).toBe("passed");
    },
  );

  it.each([
    ["the codes of the contradicting bullet", "codes.c"],
    ["rows whose ends are never written", "tail.c"],
  ])("finds %s as a live run does, of what can be seen from afar", { timeout: 180_000 }, async (_, source) => {
    const { folder } = await exported({ cases: 120 });
    runBoard(folder, `c/wrong/${source}`, "-DFT78NE", "-I", join(import.meta.dirname, "../examples/c"));
    const run = await verified(folder);
    expect(run.verdict).toBe("fails");

    const library = `${scratchPath("live")}.so`;
    const kernel = join(import.meta.dirname, `../examples/c/wrong/${source}`);
    execFileSync("cc", ["-shared", "-fPIC", "-O2", "-DFT78NE", "-o", library, kernel]);
    const args = ["--platform", "ft78ne", "--tier", "smoke", "--seed", "7", "--cases", "120", "--json", "--quiet"];
    const live = recordOf(await nllgrad(["check", library, ...args])).runs[0];
    // Reads out of bounds take memory that faults.
    const seen = live?.violations.filter(({ clauses }) => clauses[0] !== "in-bounds") ?? [];
    expect(idsOf(run.violations)).toEqual(idsOf(seen));
  });

  it("shows each finding by the smallest call that has it, untried, with a token for a live target", async () => {
    const { folder } = await exported({ cases: 400 });
    runBoard(folder, kernelFile("if (batch >= 3 && class_num >= 7) return;"));
    const run = await verified(folder);
    const calls = callsIn(folder);
    const found = run.violations.filter(({ id }) => id.startsWith("output-extent/") && id.endsWith("/off-label"));
    expect(found).not.toHaveLength(0);
    for (const finding of found) {
      expect(finding.again).toBe("untried");
      const { plan } = decodeToken(finding.token as string);
      const shown = plan.kind === "call" ? plan.call : null;
      const alike = calls.filter(
        (call) =>
          `fp_nlllossgrad_${call.function === 0 ? "s" : "p"}` === finding.entry &&
          ["sum", "mean", "none"][call.reduction] === finding.reduction &&
          call.place === 0 &&
          call.batch >= 3 &&
          call.classNum >= 7,
      );
      const least = Math.min(...alike.map(({ batch, classNum }) => batch * classNum));
      expect((shown?.batch ?? 0) * (shown?.classNum ?? 0), finding.case).toBe(least);
    }
  });

  it("takes crashes and hangs as data, and judges every other call", async () => {
    const { folder, manifest } = await exported({ cases: 120, timeout: 150 });
    const crash = "if (class_num == 5) *(volatile int *)0 = 1;";
    const hang = "if (batch == 2 && reduction == 2) for (;;) ;";
    runBoard(folder, kernelFile(`${crash} ${hang}`));
    const run = await verified(folder);
    expect(run.cases).toBe(manifest.plans);
    expect(new Set(run.violations.map(({ id }) => `${id.split("/")[0]} ${id.split("/").at(-1)}`))).toEqual(
      new Set(["terminates crash", "terminates hang"]),
    );
    expect(run.violations.filter(({ id }) => id.endsWith("/hang")).every(({ reduction }) => reduction === "none")).toBe(true);
    expect(run.verdict).toBe("fails");
  });

  it("sees writes to inputs and beside the buffers", async () => {
    const { folder } = await exported();
    runBoard(folder, kernelFile("out[batch * class_num] = 3; if (batch > 0 && class_num == 4) x[0] = 5;"));
    const clauses = new Set((await verified(folder)).violations.map((finding) => finding.clauses[0]));
    expect(clauses).toEqual(new Set(["in-bounds", "inputs-unchanged"]));
  });

  it("has a header by which a program reads all of calls.bin", async () => {
    const { folder, manifest } = await exported({ platform: "mt7004" });
    const source = `${scratchPath("reader")}.c`;
    writeFileSync(
      source,
      `#include "nllgrad.h"
#include <stdio.h>
static unsigned char payload[NLLGRAD_MOST_PAYLOAD_BYTES];
int main(int count, char **arguments) {
  FILE *in = fopen(arguments[1], "rb");
  struct nllgrad_frame f;
  long calls = 0, batches = 0, bytes = 0, most = 0;
  while (fread(&f, sizeof f, 1, in) == 1) {
    struct nllgrad_batch *b = (void *)payload;
    unsigned char *at = payload + sizeof *b;
    if (f.magic != NLLGRAD_MAGIC || f.version != NLLGRAD_VERSION || f.type != NLLGRAD_BATCH || f.id != f.crc) return 1;
    if (f.length > sizeof payload || fread(payload, 1, f.length, in) != f.length) return 2;
    if (b->alignment != NLLGRAD_ALIGNMENT) return 3;
    for (uint32_t i = 0; i < b->calls; i++, calls++) {
      struct nllgrad_call *c = (void *)at;
      long buffers = 0;
      at += sizeof *c;
      for (int k = 0; k < NLLGRAD_BUFFERS; k++) {
        struct nllgrad_buffer *x = &c->buffers[k];
        buffers += x->before + x->bytes + x->behind;
        if (x->content == NLLGRAD_BYTES_FOLLOW) at += (x->bytes + 3) / 4 * 4;
      }
      if (buffers > most) most = buffers;
    }
    if (at != payload + f.length) return 4;
    batches++, bytes += sizeof f + f.length;
  }
  printf("%d %d %d %d", calls == NLLGRAD_CALLS, batches == NLLGRAD_BATCHES, bytes == NLLGRAD_CALLS_BIN_BYTES, most == NLLGRAD_MOST_BUFFER_BYTES);
  return count != 2 || sizeof(struct nllgrad_result) != 16;
}
void fp_nlllossgrad_s(float *x, float *g, int *y, float *w, float *t, float *o, int b, int c, int r, int m) {}
void hp_nlllossgrad_p(uint16_t *x, uint16_t *g, int *y, uint16_t *w, uint16_t *t, uint16_t *o, int b, int c, int r) {}
`,
    );
    const program = scratchPath("reader");
    execFileSync("cc", ["-std=c99", "-Wall", "-Werror", "-I", folder, "-o", program, source]);
    expect(execFileSync(program, [join(folder, "calls.bin")]).toString()).toBe("1 1 1 1");
    expect(callsIn(folder)).toHaveLength(manifest.calls);
  });
});

describe("a pack", () => {
  it("is the same bytes for the same arguments, and other bytes for another seed", async () => {
    const [one, same, other] = (await Promise.all(
      [7, 7, 8].map((seed) => exported({ platform: "mt7004", seed, maxBytes: 2 ** 12 }, true)),
    )) as [Exported, Exported, Exported];
    expect(one.manifest.files.map(({ name }) => name)).toEqual(["calls.bin", "nllgrad.h", "harness.c", "calls.npz", "run.py"]);
    for (const name of ["manifest.json", ...one.manifest.files.map((file) => file.name)])
      expect(readFileSync(join(one.folder, name)).equals(readFileSync(join(same.folder, name))), name).toBe(true);
    // Time and date of the archive's first file: 1980 began, whenever and wherever it is written.
    expect([...readFileSync(join(one.folder, "calls.npz")).subarray(10, 14)]).toEqual([0, 0, 0x21, 0]);
    for (const name of ["manifest.json", "calls.bin", "calls.npz"])
      expect(readFileSync(join(one.folder, name)).equals(readFileSync(join(other.folder, name))), name).toBe(false);
  });

  it("leaves out calls that a board has no room for, and says how many", async () => {
    const { folder, manifest } = await exported({ maxBytes: 4096 });
    expect(manifest.tooLarge).toBeGreaterThan(0);
    for (const { bytes } of callsIn(folder)) expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(4096);
  });

  it("judges results that end early as far as they go, and calls them incomplete", async () => {
    const { folder, manifest } = await exported();
    bringBack(folder, [
      helloFrame(),
      ...callsIn(folder)
        .slice(0, 20)
        .map((call) => zeros(call)),
    ]);
    const run = await verified(folder);
    expect(run.notes[0]).toBe(`the results end after 20 of ${manifest.calls} calls`);
    expect(run.cases).toBe(20);
    expect(run.verdict).toBe("fails");
    bringBack(folder, [helloFrame()]);
    expect((await verified(folder)).verdict).toBe("incomplete");
  });

  it("does not judge what the harness says it cannot do, and gives the reason", async () => {
    const { folder } = await exported();
    bringBack(folder, [helloFrame([]), ...callsIn(folder).map((call) => zeros(call, false))]);
    const { clauses } = await verified(folder);
    const why = (id: string): string | undefined =>
      clauses.find((clause) => clause.id === id && clause.status === "not judged")?.why;
    expect(why("in-bounds")).toBe("the harness lays no guards around the buffers");
    expect(why("inputs-unchanged")).toBe("the harness does not compare the inputs");
    expect(why("complete-on-return")).toBe("nothing is seen of the memory after a call returned");
    expect(why("over-read")).toBe("needs unreadable memory behind the buffers");
  });
});
