import { timeInWords } from "./voice.ts";

/** How shards that are waited for stand. */
export interface Standing {
  readonly waiting: number;
  /** At workers. */
  readonly active: number;
}

/** A shard may take long: its end is waited for so many times longer than that somebody takes it. */
const LONGER = 10;

/**
 * Tells when nothing moves: no worker takes a shard, or none ends one. After each time it waits twice as long until the next.
 */
export class Silence {
  private readonly base: number;
  private readonly remedy: string;
  private since: number | null = null;
  private patience: number;
  private last: Standing = { waiting: 0, active: 0 };

  /** `base`: milliseconds after which it is told for the first time. `remedy`: what to do when no worker takes a shard. */
  constructor(base: number, remedy: string) {
    this.base = base;
    this.remedy = remedy;
    this.patience = base;
  }

  /** Something moved. */
  stir(): void {
    this.since = null;
    this.patience = this.base;
  }

  /** What there is to say, or `null`. `now`: milliseconds of any clock. */
  look(now: number, standing: Standing): string | null {
    const { waiting, active } = standing;
    if (waiting + active === 0 || active > this.last.active) this.stir();
    this.last = standing;
    if (waiting + active === 0) return null;
    this.since ??= now;
    const silent = now - this.since;
    if (silent < this.patience * (active > 0 ? LONGER : 1)) return null;
    this.patience *= 2;
    const time = timeInWords(silent);
    return active === 0
      ? `no worker has taken a shard for ${time} (${counted(waiting, "is", "are")} waiting); ${this.remedy}`
      : `${counted(active, "is", "are")} under way at workers, and none has ended for ${time}`;
  }
}

function counted(count: number, one: string, many: string): string {
  return count === 1 ? `1 shard ${one}` : `${count} shards ${many}`;
}
