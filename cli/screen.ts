const ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
const LEAVE = "\u001b[?25h\u001b[?1049l";
/** Between the two a terminal shows nothing half drawn, if it knows them; else it takes them for nothing. */
const [BEGIN, END] = ["\u001b[?2026h", "\u001b[?2026l"];

/** Size of a terminal that does not tell its own. */
const [COLUMNS, ROWS] = [80, 24];

/** What a screen needs of a terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/** What a screen shows, line by line, in so much room. */
export type Render = (columns: number, rows: number) => readonly string[];

/**
 * A screen of its own on a terminal, drawn in place: what was there before comes back when it is closed, however the process ends, short of
 * `kill -9`. Only lines that changed are written.
 */
export class Screen {
  private readonly stream: Terminal;
  private readonly render: Render;
  private shown: readonly string[] = [];
  private open = false;
  private readonly leave = (): void => {
    if (!this.open) return;
    this.open = false;
    this.stream.write(LEAVE);
  };
  private readonly enter = (): void => {
    this.open = true;
    this.shown = [];
    this.stream.write(ENTER);
    this.draw();
  };
  private readonly resized = (): void => {
    this.shown = [];
    if (this.open) this.stream.write("\u001b[2J");
    this.draw();
  };
  /** Ctrl-Z: the shell gets its terminal back as it was. */
  private readonly suspend = (): void => {
    this.leave();
    process.kill(process.pid, "SIGSTOP");
  };

  constructor(stream: Terminal, render: Render) {
    this.stream = stream;
    this.render = render;
    process.on("exit", this.leave);
    process.on("SIGTSTP", this.suspend);
    process.on("SIGCONT", this.enter);
    stream.on("resize", this.resized);
    this.enter();
  }

  /** Draws what has changed. */
  draw(): void {
    if (!this.open) return;
    const { columns = COLUMNS, rows = ROWS } = this.stream;
    // The last column stays free: a terminal that wraps there would scroll.
    const lines = this.render(columns - 1, rows);
    const changed = lines.flatMap((line, k) => (line === this.shown[k] ? [] : [`\u001b[${k + 1};1H${line}\u001b[K`]));
    const below = lines.length < this.shown.length ? [`\u001b[${lines.length + 1};1H\u001b[J`] : [];
    this.shown = lines;
    if (changed.length + below.length > 0) this.stream.write(`${BEGIN}${[...changed, ...below].join("")}${END}`);
  }

  /** Gives the terminal back. */
  close(): void {
    this.leave();
    process.off("exit", this.leave);
    process.off("SIGTSTP", this.suspend);
    process.off("SIGCONT", this.enter);
    this.stream.off("resize", this.resized);
  }
}
