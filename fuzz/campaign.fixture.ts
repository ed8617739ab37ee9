import { join } from "node:path";
import { madeKernel, scratchFolder } from "../adapters/native/kernels.fixture.ts";
import type { Campaign } from "../core/campaign.ts";
import type { Run } from "../core/record.ts";
import type { Target } from "../runner/protocol.ts";
import { type CampaignOptions, type CampaignState, runCampaign } from "./campaign.ts";
import { campaignOf, campaignRun } from "./report.ts";
import { Store } from "./store.ts";

/** A kernel for FT78NE with four faults, each of its own function and reduction. */
export function kernelOfFourFaults(): string {
  return madeKernel("four-faults", {
    first: `
  if (is_p && reduction == NONE && class_num > 12) out[(size_t)batch * class_num] = 1;
  if (!is_p && reduction == MEAN && batch > 9) x[0] = 1;
  if (is_p && reduction == SUM && class_num == 7) *(volatile int *)0 = 1;
  if (!is_p && reduction == SUM && batch % 4 == 3) { run(x, g, y, w, t, out, batch, class_num, NONE + 7, mask, is_p); if (class_num > 1) out[y[0] == 0 ? 1 : 0] = 3; return; }`,
    head: "static void run(float *, float *, int *, float *, float *, float *, int, int, int, int, int);",
  });
}

/** A campaign as tests run one. */
export interface Sitting {
  readonly state: CampaignState;
  readonly run: Run;
  readonly campaign: Campaign;
  readonly store: string;
}

let stores = 0;

/** Begins a campaign of small epochs on FT78NE, or goes on with the one in `resume`. The clock stands still. */
export async function sitting(
  path: string,
  plans: number,
  { resume, ...change }: Partial<CampaignOptions> & { readonly resume?: string } = {},
): Promise<Sitting> {
  const target: Target = { kind: "library", path, symbols: {} };
  const store = resume ?? join(scratchFolder(), `campaign-${stores++}.db`);
  const state = await runCampaign({
    target,
    suite: "0.0.0",
    platform: "ft78ne",
    seed: 20260101,
    alignment: 64,
    timeout: 2000,
    epoch: { shards: 3, plans: 384, doublings: 0 },
    workers: 2,
    plans,
    open: (configuration) => (resume === undefined ? Store.create(store, configuration) : Store.resume(store, configuration)),
    now: () => 0,
    interrupted: () => false,
    progress() {},
    ...change,
  });
  const surroundings = { name: "kernel", place: "./kernel", target, strict: false, seconds: 1, resume: "again" };
  return { state, store, run: campaignRun(state, surroundings), campaign: campaignOf(state, surroundings) };
}
