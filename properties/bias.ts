import type { ElementFormat } from "../core/format.ts";
import { ulp } from "../core/ulp.ts";
import { isPlainMean } from "../reference/mean.ts";
import { meanReach } from "../reference/tolerance.ts";
import { type EntryFingerprint, noteSlack } from "./fingerprint.ts";

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
  /** Of the cell that used most of what is tolerated: its error, and what is tolerated, in steps. */
  private error = 0;
  private allowed = 0;

  constructor(format: ElementFormat, largest: LargestError) {
    this.format = format;
    this.largest = largest;
  }

  /**
   * Takes one cell of the first rows, unless it is near over- or underflow, where errors are not of rounding. Where an order of its
   * operands comes near that, its error is not held against what is tolerated.
   */
  note(exact: number, received: number, row: number, g: number, w: number, t: number): void {
    if (row >= BIAS_ROWS) return;
    const magnitude = Math.abs(exact);
    if (!(magnitude > 16 * this.format.minNormal && magnitude < this.format.maxFinite / 16)) return;
    const step = ulp(this.format, magnitude);
    const error = (Math.abs(received) - magnitude) / step;
    // Cells that are far off are not rounding either.
    if (!(Math.abs(error) < 8)) return;
    this.sum += error;
    const steps = Math.abs(error);
    if (steps > this.largest.steps) {
      this.largest.steps = steps;
      this.largest.row = row;
    }
    // What is tolerated differs by a factor of two within a binade, and by no more: what is smaller than half the worst cannot be worse.
    if (2 * steps > this.error && isPlainMean(this.format, g, w, t))
      this.noteSlack(steps, meanReach(this.format, magnitude) / step);
    this.cells++;
  }

  private noteSlack(steps: number, allowed: number): void {
    if (steps > allowed || (this.allowed > 0 && steps * this.allowed <= this.error * allowed)) return;
    this.error = steps;
    this.allowed = allowed;
  }

  close(seen: EntryFingerprint): void {
    if (this.cells === 0) return;
    const mean = this.sum / this.cells;
    seen.errorSum += mean;
    seen.errorSquares += mean * mean;
    seen.errorCalls++;
    noteSlack(seen, this.error, this.allowed);
  }
}
