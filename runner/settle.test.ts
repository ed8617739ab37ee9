import { describe, expect, it } from "vitest";
import { PLATFORMS } from "../reference/platforms.ts";
import { type BucketChange, bucket } from "./bucket.fixture.ts";
import { type Confirmed, unseen } from "./confirmed.ts";
import type { Bucket } from "./protocol.ts";
import { type Settlement, settle } from "./settle.ts";

const LATE = { clause: "complete-on-return", cell: { kind: "crash" }, received: "SIGABRT" } as const;

/** What becomes of findings of which each came again so. */
function settled(...findings: readonly (readonly [BucketChange, Confirmed["again"]])[]): Settlement {
  const confirmed = new Map<Bucket, Confirmed>(
    findings.map(([change, again]) => {
      const one = bucket(change);
      return [one, { ...unseen(one), again, causes: [] }];
    }),
  );
  return settle([...confirmed.keys()], confirmed, new Map(), { seed: 1, alignment: 64 }, PLATFORMS.ft78ne);
}

const told = ({ findings }: Settlement): unknown[] => findings.map(({ finding, severe }) => [finding.id.split("/")[0], severe]);

describe("a finding that does not come again", () => {
  it("is told all the same", () => {
    expect(told(settled([{}, "never"]))).toEqual([["reduction-none", true]]);
  });

  it("is left out where another is told of what calls keep, or do after their return", () => {
    const elsewhere: BucketChange = { violation: { reduction: 0, clause: "reduction-sum" } };
    for (const other of [
      [elsewhere, "history"],
      [elsewhere, "sometimes"],
      [{ violation: LATE }, "never"],
    ] as const) {
      const settlement = settled([{}, "never"], other);
      expect(told(settlement)).toHaveLength(1);
      expect(settlement.explained).toBe(1);
    }
  });

  it("is not left out for itself: a process that dies after a call returned may never do so twice", () => {
    const settlement = settled([{ violation: LATE }, "never"]);
    expect(told(settlement)).toEqual([["complete-on-return", true]]);
    expect(settlement.explained).toBe(0);
  });

  it.each([
    ["a call that took too long", "hang", "no return within 2000 ms"],
    ["a process that others may have ended", "crash", "SIGKILL"],
    ["the same, which had said something", "crash", 'SIGTERM, saying "bye"'],
  ] as const)("only warns: %s", (_, kind, received) => {
    const violation = { clause: "terminates", cell: { kind }, received } as const;
    expect(told(settled([{ violation }, "never"]))).toEqual([["terminates", false]]);
    expect(told(settled([{ violation }, "always"]))).toEqual([["terminates", true]]);
  });
});
