/** A waiver, and what came of it. */
export interface WaiverStatus {
  /** Identity of what is waived; `*` stands for any characters. */
  readonly finding: string;
  readonly reason: string;
  readonly link: string;
  readonly token: string;
  /** The last day on which it holds, UTC: `2026-12-31`. */
  readonly expires: string;
  /** `idle`: nothing to say, since its findings were not looked for, or the harness failed. All but `used` and `idle` fail the gate. */
  readonly state: "used" | "expired" | "unneeded" | "unmatched" | "idle";
  /** What is wrong and what to do; empty if it is used. */
  readonly why: string;
}

export interface FindingChange {
  readonly id: string;
  /** What is otherwise, in words: `received 0x7e00, before 0x3c00`. */
  readonly what: readonly string[];
  /** A warning became a violation: as good as new. */
  readonly graver: boolean;
}

/** How fast calls of one shape were before and are now, as `Speed.share`. */
export interface SpeedChange {
  readonly entry: string;
  readonly reduction: string;
  readonly batch: number;
  readonly classNum: number;
  readonly before: number;
  readonly after: number;
  /** `within noise`: the middle halves of the rounds overlap. */
  readonly change: "faster" | "slower" | "within noise";
}
