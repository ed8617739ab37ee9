import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "./manifest.ts";
import { arraysIn, bringArrays, exported, NEEDS_NUMPY, PYTHON, scratchPath, verified } from "./pack.fixture.ts";

function python(...args: string[]): string {
  return execFileSync(PYTHON as string, args, { stdio: ["ignore", "pipe", "inherit"] }).toString();
}

describe.skipIf(PYTHON === null)(`a pack for NumPy${NEEDS_NUMPY}`, () => {
  let pack = "";
  let manifest: Manifest;

  beforeAll(async () => {
    ({ folder: pack, manifest } = await exported({ platform: "mt7004", cases: 40, maxBytes: 2 ** 12 }, true));
    python(join(pack, "run.py"));
  });

  it("comes back from run.py with nothing against it, inputs judged, and guards not", async () => {
    const run = await verified(pack);
    expect(run).toMatchObject({ verdict: "incomplete", violations: [], warnings: [], cases: manifest.plans });
    const status = (id: string): string | undefined => run.clauses.find((clause) => clause.id === id)?.status;
    expect(status("inputs-unchanged")).toBe("passed");
    expect(status("in-bounds")).toBe("not judged");
    expect(status("position-independence")).toBe("passed");
  });

  it("shows what is wrong with a kernel: cells never written, and an input that is", async () => {
    const folder = scratchPath();
    cpSync(pack, folder, { recursive: true });
    // Beside the original, which the manifest holds.
    const program = join(folder, "kernel.py");
    writeFileSync(program, readFileSync(join(pack, "run.py"), "utf8").replace("logits_grad[:] = 0", "weight[0] += 1"));
    python(program);
    const clauses = new Set((await verified(folder)).violations.map((finding) => finding.clauses[0]));
    expect(clauses).toContain("output-extent");
    expect(clauses).toContain("inputs-unchanged");
  });

  it("is judged by logits_grad alone if nothing else comes back, as far as it comes", async () => {
    const all = arraysIn(join(pack, "results.npz"));
    const some = Object.entries(all).filter(([name]) => /^0000[0-2]\d\/logits_grad\.npy$/.test(name));
    const folder = scratchPath();
    cpSync(pack, folder, { recursive: true });
    bringArrays(folder, Object.fromEntries(some));
    const run = await verified(folder);
    expect(run).toMatchObject({ verdict: "incomplete", violations: [], cases: 30 });
    expect(run.notes[0]).toBe(`the results end after 30 of ${manifest.calls} calls`);
    expect(run.clauses.find(({ id }) => id === "inputs-unchanged")?.status).toBe("not judged");
  });

  it("holds what NumPy reads: shapes, types, the numbers of the call, and the output as it stands before", () => {
    const read = `
import sys, numpy as np
with np.load(sys.argv[1]) as calls:
    for number in sorted({name.split("/")[0] for name in calls.files if "/" in name}):
        function, batch, classes, reduction, mask = calls[number + "/call"].tolist()
        real = "<f4" if function < 2 else "<f2"
        for name in ("logits", "logits_grad"):
            assert calls[f"{number}/{name}"].shape == (batch, classes) and calls[f"{number}/{name}"].dtype == real
        labels = calls[number + "/labels"]
        assert labels.shape == (batch,) and labels.dtype == "<i4" and (labels >= 0).all() and (labels < classes).all()
        assert calls[number + "/weight"].shape == (classes,) and calls[number + "/total_weight"].shape == (1,)
        assert len(calls[number + "/loss_grad"]) == batch or reduction != 2 and len(calls[number + "/loss_grad"]) == 1
        assert len(set(calls[number + "/logits_grad"].view(real.replace("f", "u")).ravel().tolist())) <= 1
    print(calls["pack"].dtype, len(calls.files))
`;
    const files = Object.keys(arraysIn(join(pack, "calls.npz")));
    expect(files).toHaveLength(7 * manifest.calls + 1);
    expect(python("-c", read, join(pack, "calls.npz")).trim()).toBe(`uint32 ${files.length}`);
  });

  it("may come back in the wide fields that NumPy writes for many or large arrays, and packed", async () => {
    const wide = join(pack, "wide.npz");
    const write = `
import sys, zipfile
zipfile.ZIP_FILECOUNT_LIMIT = 10
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as new:
    for entry in old.infolist():
        new.writestr(entry.filename, old.read(entry))
`;
    python("-c", write, join(pack, "results.npz"), wide);
    expect(readFileSync(wide).includes(Buffer.from([0x50, 0x4b, 6, 6]))).toBe(true);
    expect(await verified(pack, wide)).toMatchObject({ violations: [], warnings: [], cases: manifest.plans });
  });
});
