import type { Callee } from "../adapters/callee.ts";
import type { Platform } from "../core/contract.ts";
import { formatOf } from "../core/format.ts";
import { type Case, typeOf } from "../properties/case.ts";
import { emptyCellCounts } from "../properties/cells.ts";
import { Collector } from "../properties/collector.ts";
import { judgeEnding } from "../properties/ending.ts";
import { exampleCase } from "../properties/example.ts";
import { emptyFingerprint } from "../properties/fingerprint.ts";
import { Inputs } from "../properties/inputs.ts";
import { Layout, load } from "../properties/layout.ts";
import { judgeOutput } from "../properties/output.ts";
import type { Violation } from "../properties/violation.ts";
import { BUFFERS, DOCUMENT_NAMES } from "../reference/operator.ts";
import { DOCUMENT_EXAMPLES, type DocumentExample } from "../reference/platforms.ts";

/**
 * Runs one of the document's C examples at its own addresses, where `logits` overlaps buffers behind it: a kernel that
 * writes `logits` writes them.
 */
export function runExample(callee: Callee, platform: Platform, index: number, seed: number): readonly Violation[] {
  const example = DOCUMENT_EXAMPLES[index] as DocumentExample;
  const place = callee.exampleArena(example);
  if (place === null) return [];
  const { origin } = place;
  const c = exampleCase(example, platform, seed);
  const low = Math.min(...Object.values(example.addresses));
  const layout = new Layout(platform.alignment, true);
  const bytes = formatOf(typeOf(c)).bytes;
  BUFFERS.forEach((name, b) => {
    layout.offset[b] = origin + example.addresses[name] - low;
  });
  const inputs = new Inputs();
  inputs.fill(c);
  load(c, inputs, layout, place.arena);
  // All inputs, and what lies between them: from the first of logits to the last of logits or total_weight.
  const tensor = c.batch * c.classNum * bytes;
  const words = (from: number, to: number): Uint32Array =>
    place.arena.u32.subarray((origin + from - low) / 4, Math.ceil((origin + to - low) / 4));
  const inputEnd = Math.max(example.addresses.logits + tensor, example.addresses.totalWeight + bytes);
  const before = words(example.addresses.logits, inputEnd).slice();

  const outcome = callee.invoke(c, layout.offset, place.arena);

  const findings = new Collector();
  if (outcome.kind !== "returned") {
    judgeEnding(c, outcome, null, findings);
    return findings.take();
  }
  judgeOutput(c, inputs, layout, place.arena, emptyFingerprint(typeOf(c)), emptyCellCounts(), findings, { steps: 0, row: 0 });
  const after = words(example.addresses.logits, inputEnd);
  const changed = after.findIndex((word, k) => word !== before[k]);
  if (changed >= 0) {
    const address = example.addresses.logits + 4 * changed;
    const owners = BUFFERS.filter(
      (name, b) =>
        name !== "logitsGrad" && address >= example.addresses[name] && address < example.addresses[name] + sizeOf(c, b, bytes),
    );
    const names = owners.map((name) => DOCUMENT_NAMES[name]).join(" and ");
    findings.add(
      c,
      "inputs-unchanged",
      "the document's examples run",
      { kind: "input", buffer: "logits", byte: 4 * changed },
      () => ({
        expected: "no input changes",
        received: `a write at 0x${address.toString(16)}, in ${names || "the space between the inputs"}`,
        message: `the call wrote to ${names || "the space between the inputs"}, which overlap in the document's example`,
        related: ["logits-unused"],
      }),
    );
  }
  return findings.take();
}

function sizeOf(c: Case, b: number, bytes: number): number {
  return [c.batch * c.classNum * bytes, c.lossGradLength * bytes, c.batch * 4, c.classNum * bytes, bytes, 0][b] as number;
}
