/**
 * A case as the small matrix that it is: the part around the failing cell. Elements are bits in hexadecimal digits, a row of
 * them is one text, parted by spaces.
 */
export interface CaseMatrix {
  readonly format: "half" | "float";
  /** Extents of the whole case. */
  readonly batch: number;
  readonly classNum: number;
  /** Row and class that the drawn part begins with. */
  readonly row: number;
  readonly column: number;
  readonly rows: readonly MatrixRow[];
  /** The failing cell, if it is one of the matrix. */
  readonly cell: readonly [row: number, column: number] | null;
  /** Weights of the drawn classes. */
  readonly weight: string;
  /** `null` outside of mean. */
  readonly totalWeight: string | null;
  /** What the output was filled with; `null`: what the call before had left. */
  readonly poison: string | null;
  /** What stands around a buffer after the call; `null` if it was not looked at. */
  readonly guards: Guards | null;
}

/** A row of a case. */
export interface MatrixRow {
  readonly label: number;
  readonly lossGrad: string;
  /** The legal results of the label cell, the correctly rounded one first; every other cell is 0. */
  readonly legal: string;
  /** The drawn cells as the call left them; `null` if that is not known. */
  readonly received: string | null;
}

/** Units of 16 bits around a buffer, in the order of their addresses; each is `canary` if the kernel kept away from it. */
export interface Guards {
  /** The buffer's name in the document. */
  readonly buffer: string;
  readonly canary: string;
  readonly before: string;
  readonly behind: string;
}
