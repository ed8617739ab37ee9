import type { CampaignRecord } from "../core/campaign.ts";
import { counted } from "../core/counted.ts";
import { newCellsAnHour, percentage } from "./campaign.ts";
import { grouped, oneIn, outlookText } from "./campaign-screen.ts";
import { code, table } from "./markdown.ts";

const ENDED = {
  running: "It is running: this is what stood at the end of an epoch.",
  done: "Its budget is spent.",
  interrupted: "It was interrupted.",
  failed: "The harness failed: nothing is said of the kernel by what did not run.",
} as const;

/** What a campaign came to so far, as Markdown; what it found is told by the report of its run. */
export function campaignMarkdown({ run, campaign }: CampaignRecord): string {
  const { pairs, triples, residual, stability, outlook } = campaign;
  const rows = [
    ["cases", `${grouped(run.cases)} in ${counted(campaign.epochs, "epoch", "epochs")}, ${grouped(campaign.rate)} a second`],
    [
      "found",
      `${counted(run.violations.length, "violation", "violations")}, ${counted(run.warnings.length, "warning", "warnings")}`,
    ],
    ["pairs met", `${percentage(pairs)} of ${pairs.feasible}`],
    ["triples met", `${percentage(triples)} of ${triples.feasible}`],
    [
      "came again",
      `${stability.same} of ${counted(stability.repeated, "repeated call", "repeated calls")}, ${stability.again} of ${counted(stability.findings, "finding", "findings")}`,
    ],
    ["going on", outlookText(outlook, newCellsAnHour(campaign, campaign.rate))],
    ["digest", code(campaign.digest)],
    ["go on", code(campaign.resume)],
  ];
  const risk = residual.map(({ stratum, text, cases, failing, failureRateBelow }) => [
    stratum,
    text,
    grouped(cases),
    grouped(failing),
    oneIn(failureRateBelow),
  ]);
  return [
    "# A campaign against an NLLLossGrad kernel",
    "",
    ENDED[campaign.ended],
    "",
    ...table(["", ""], rows),
    "",
    "Failure rates of cases that were drawn without steering, with 95 % confidence below:",
    "",
    ...table(["stratum", "what", "cases", "failed", "rate below"], risk),
    "",
  ].join("\n");
}
