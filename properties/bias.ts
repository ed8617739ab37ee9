import type { ElementFormat } from "../core/format.ts";
import { ulp } from "../core/ulp.ts";
import type { EntryFingerprint } from "./fingerprint.ts";

/** The largest rounding error of a call of mean, in steps of the format, and its row; only of results that are near. */
export interface LargestError {
  steps: number;
  row: number;
}

/** Rows of a call whose rounding is averaged: they share a total, and more of them say little more. */
const BIAS_ROWS = 64;

/** The mean signed error of a call's cells, in ULP: cells of one call share their total and so their error. */
export class Bias {
  private readonly format: ElementFormat;
  private readonly largest: LargestError;
  private sum = 0;
  private cells = 0;

  constructor(format: ElementFormat, largest: LargestError) {
    this.format = format;
    this.largest = largest;
  }

  /** Takes one cell of the first rows, unless it is near over- or underflow, where errors are not of rounding. */
  note(exact: number, received: number, row: number): void {
    if (row >= BIAS_ROWS) return;
    const magnitude = Math.abs(exact);
    if (!(magnitude > 16 * this.format.minNormal && magnitude < this.format.maxFinite / 16)) return;
    const error = (Math.abs(received) - magnitude) / ulp(this.format, magnitude);
    // Cells that are far off are not rounding either.
    if (!(Math.abs(error) < 8)) return;
    this.sum += error;
    if (Math.abs(error) > this.largest.steps) {
      this.largest.steps = Math.abs(error);
      this.largest.row = row;
    }
    this.cells++;
  }

  close(seen: EntryFingerprint): void {
    if (this.cells === 0) return;
    const mean = this.sum / this.cells;
    seen.errorSum += mean;
    seen.errorSquares += mean * mean;
    seen.errorCalls++;
  }
}
