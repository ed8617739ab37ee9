/** Terminal styling that says nothing by colour alone. */
export interface Style {
  /** Columns that a line has; infinitely many where the text goes to no terminal. */
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

const wrap =
  (on: boolean, open: number, close: number) =>
  (text: string): string =>
    on ? `\u001b[${open}m${text}\u001b[${close}m` : text;

/** What is asked of a stream. */
type Stream = Pick<NodeJS.WriteStream, "isTTY" | "columns">;

/** Colours and width for a stream: colours none under NO_COLOR, and only on a terminal unless FORCE_COLOR asks. */
export function styleFor({ isTTY, columns }: Stream, environment: NodeJS.ProcessEnv): Style {
  const isTerminal = isTTY === true;
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== "0";
  const on = (environment.NO_COLOR === undefined || environment.NO_COLOR === "") && (isTerminal || forced);
  return {
    // A terminal whose width nobody told says 0.
    columns: isTerminal && columns > 0 ? columns : Number.POSITIVE_INFINITY,
    bold: wrap(on, 1, 22),
    dim: wrap(on, 2, 22),
    red: wrap(on, 31, 39),
    green: wrap(on, 32, 39),
    yellow: wrap(on, 33, 39),
  };
}
