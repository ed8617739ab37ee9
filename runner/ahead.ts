import { BrokenHarness } from "../adapters/harness/broken.ts";
import { BatchWriter, type CallResult, type Content } from "../adapters/harness/calls.ts";
import type { Ability, Hello } from "../adapters/harness/hello.ts";
import type { Harness } from "../adapters/harness/process.ts";
import type { Remote } from "../adapters/harness/remote.ts";
import type { Arena } from "../core/arena.ts";
import type { Platform } from "../core/contract.ts";
import { type Case, marksOf, poisonBits, typeOf } from "../properties/case.ts";
import type { GradientPlan } from "../properties/token.ts";
import { callsOf } from "./evaluate.ts";
import type { Executor } from "./executor.ts";

/** Bytes that are to and fro at a time: what both sides hold in memory. A single call may have more. */
const WINDOW_BYTES = 2 ** 23;

/** Part of a call's time that must have passed before a harness may call it a hang: its clock may differ from ours. */
const HANG_SHARE = 0.9;

/** By how much the windows grow, if the first is a small one. */
const GROWTH = 4;

/** How each buffer of a case is sent: constant ones as a pattern of 32 bits. */
function contentsOf(c: Case, left: boolean): Content[] {
  const type = typeOf(c);
  const word = (bits: number): number => (type === "fp" ? bits >>> 0 : bits * 0x10001);
  const poison = poisonBits(c);
  const output: Content = poison >= 0 ? word(poison) : left ? "left" : word(marksOf(type).poison.finite);
  return [word(marksOf(type).logits[c.logits]), "bytes", "bytes", "bytes", "bytes", output];
}

/**
 * The calls of a batch, written one after another: each case is laid in the executor's arena and copied from there.
 * `abilities`: what the harness can; `allow`: milliseconds that a call may take.
 */
export function encodeCalls(
  calls: readonly Case[],
  executor: Executor,
  arena: Arena,
  abilities: ReadonlySet<Ability>,
  allow: (c: Case) => number,
): BatchWriter {
  const batch = new BatchWriter();
  for (const c of calls) {
    executor.lay(c);
    const contents = contentsOf(c, abilities.has("left"));
    batch.add(c, allow(c), executor.layout, contents, arena, abilities.has("guards"));
  }
  return batch;
}

/** Something with a plan whose calls were made ahead. */
export interface Carried<T> {
  readonly item: T;
  /** Whether all its calls were made; else calls like one of them had hung before. */
  readonly made: boolean;
}

/** Makes the calls of plans ahead, many in a round trip; what came of them is then judged as if they were made in place. */
export class Ahead {
  private readonly harness: Harness;
  private readonly hello: Hello;
  private readonly executor: Executor;
  private readonly remote: Remote;
  private readonly platform: Platform;
  private readonly allow: (c: Case, base: number) => number;
  private readonly timeout: number;
  /** Milliseconds after which a small call is suspected to hang, and whether one is known to: then suspicion is enough. */
  private patience = 0;
  private hangIsProven = false;
  /** Entries and reductions whose calls hung in a sweep. */
  private readonly left = new Set<string>();

  /** `allow`: the milliseconds of a call, of which a small one has `base`; `timeout`: of a small one at most. */
  constructor(
    link: { readonly harness: Harness; readonly hello: Hello },
    executor: Executor,
    remote: Remote,
    platform: Platform,
    allow: (c: Case, base: number) => number,
    timeout: number,
  ) {
    this.harness = link.harness;
    this.hello = link.hello;
    this.executor = executor;
    this.remote = remote;
    this.platform = platform;
    this.allow = allow;
    this.timeout = timeout;
  }

  /** What the next calls are given: as in place, a hang is suspected early, and the first is proved with the whole timeout. */
  trust(patience: number, hangIsProven: boolean): void {
    this.patience = Math.max(this.patience, patience);
    this.hangIsProven ||= hangIsProven;
  }

  /**
   * Carries out items in order, and gives each once the next calls to be made in place find its results. `first`: calls in
   * the first round trip; a finite number says that few of the items will be needed. Calls like one that hung, of the same
   * entry and reduction, are not made again; where all items are needed, in nothing that comes after either.
   */
  async *carry<T extends { readonly plan: GradientPlan }>(items: Iterable<T>, first: number): AsyncGenerator<Carried<T>> {
    const hung = first === Number.POSITIVE_INFINITY ? this.left : new Set<string>();
    let most = Math.min(first, this.hello.maxCalls);
    let window: { item: T; calls: readonly Case[] }[] = [];
    let calls = 0;
    let bytes = 0;
    const flush = async function* (self: Ahead): AsyncGenerator<Carried<T>> {
      const results = await self.make(
        window.flatMap((one) => one.calls),
        hung,
      );
      let at = 0;
      for (const { item, calls: own } of window) {
        const part = results.slice(at, at + own.length);
        at += own.length;
        const made = part.filter((result) => result !== null);
        self.remote.expect(made);
        yield { item, made: made.length === part.length };
      }
      window = [];
      calls = 0;
      bytes = 0;
      most = Math.min(GROWTH * most, self.hello.maxCalls);
    };
    for (const item of items) {
      const own = callsOf(item.plan, this.platform);
      const size = own.reduce((sum, c) => sum + roughBytes(c), 0);
      if (calls > 0 && (calls + own.length > most || bytes + size > WINDOW_BYTES)) yield* flush(this);
      window.push({ item, calls: own });
      calls += own.length;
      bytes += size;
    }
    if (calls > 0) yield* flush(this);
  }

  /** Results of calls, `null` for those that were not made. */
  private async make(calls: readonly Case[], hung: Set<string>): Promise<(CallResult | null)[]> {
    const results: (CallResult | null)[] = calls.map(() => null);
    let open = calls.map((_, k) => k);
    while (open.length > 0) {
      open = open.filter((k) => !hung.has(likeness(calls[k] as Case)));
      const again: number[] = [];
      for (const part of this.parts(open, calls)) {
        const own = part.map((k) => calls[k] as Case);
        const early = this.hello.abilities.has("endings") ? Math.min(this.patience, this.timeout) : this.timeout;
        const came = await this.send(own, early);
        for (const [place, k] of part.entries()) {
          const result = await this.settle(own[place] as Case, came[place] as CallResult);
          if (result.outcome === null) again.push(k);
          else results[k] = result;
          if (result.outcome?.kind === "hung") hung.add(likeness(own[place] as Case));
        }
      }
      open = again;
    }
    return results;
  }

  /** Makes a batch of calls, of which a small one may take `base` milliseconds. */
  private async send(calls: readonly Case[], base: number): Promise<CallResult[]> {
    const { executor, hello, remote } = this;
    const batch = encodeCalls(calls, executor, remote.arena, hello.abilities, (c) => this.allow(c, base));
    return await this.harness.batch(batch.finish(executor.layout.block), batch.asked);
  }

  /**
   * The result of a call; if it was given up early, what comes of it with all the time that there is. What proves wrong
   * makes more patient.
   */
  private async settle(c: Case, early: CallResult): Promise<CallResult> {
    if (early.outcome?.kind !== "hung" || this.hangIsProven || this.patience >= this.timeout) return early;
    const started = performance.now();
    const [result] = (await this.send([c], this.timeout)) as [CallResult];
    const took = performance.now() - started;
    const granted = this.allow(c, this.timeout);
    if (result.outcome?.kind === "hung" && took < HANG_SHARE * granted)
      throw new BrokenHarness(
        `expected a hang to be reported once the call's ${granted} ms are over; came the report after ${Math.round(took)} ms`,
      );
    this.hangIsProven = result.outcome?.kind === "hung";
    if (!this.hangIsProven) this.patience = Math.min(2 * this.patience, this.timeout);
    return result;
  }

  /** Places of calls, parted into batches. */
  private *parts(open: readonly number[], calls: readonly Case[]): Generator<readonly number[]> {
    let part: number[] = [];
    let bytes = 0;
    for (const k of open) {
      const size = roughBytes(calls[k] as Case);
      if (part.length === this.hello.maxCalls || (part.length > 0 && bytes + size > WINDOW_BYTES)) {
        yield part;
        part = [];
        bytes = 0;
      }
      part.push(k);
      bytes += size;
    }
    if (part.length > 0) yield part;
  }
}

/** About what a call's request and result take. */
function roughBytes(c: Case): number {
  return 4 * (c.batch * c.classNum + c.lossGradLength + c.batch + c.classNum) + 1024;
}

function likeness(c: Case): string {
  return `${c.entry}/${c.reduction}`;
}
