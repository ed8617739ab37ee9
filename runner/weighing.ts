/** A campaign's process that holds more than so many bytes is replaced: the kernel leaks, or the arena with every page touched is 1 GiB. */
const MOST_MEMORY = 2 ** 31;

/** Plans before the second look: calls of a volley are made once the next one's first is drawn, so two volleys. */
const FIRST_LOOK = 32;

/** Looks at this process's memory as its plans go by: seldom, since a look takes longer than a small call, and oftener the faster it grows. */
export class Weighing {
  private readonly every: number;
  private at: number;
  private held: number;
  private next: number;

  /** Begins at plan `from`. `every`: plans between two looks at most. */
  constructor(from: number, every: number) {
    this.every = every;
    this.at = from;
    this.held = process.memoryUsage.rss();
    this.next = from + Math.min(FIRST_LOOK, every);
  }

  /** Whether the process holds too much to begin with a plan; the first may always begin. */
  isFull(index: number): boolean {
    if (index < this.next) return false;
    const held = process.memoryUsage.rss();
    const grown = held - this.held;
    const since = index - this.at;
    // Half of the plans that are left if it goes on growing like that; it may begin to grow, so no more than twice those since the last look.
    const left = grown > 0 ? Math.floor((((MOST_MEMORY - held) / grown) * since) / 2) : this.every;
    this.next = index + Math.max(1, Math.min(left, 2 * since, this.every));
    this.at = index;
    this.held = held;
    return held > MOST_MEMORY;
  }
}
