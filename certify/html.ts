import { accusedOf, type Certificate, killersOf, survivorsOf, type WrongKernel } from "./certificate.ts";
import { diagnosesLine, diagnosesOf, isBelowFloor, missLine } from "./diagnosis.ts";
import { pillarsOf } from "./leave-one-out.ts";

/** A certificate as one page that needs nothing else: no network, no script. */
export function htmlOf(certificate: Certificate): string {
  const { wrong, right, aside, tier, seeds, suite } = certificate;
  const survivors = survivorsOf(certificate);
  const accused = accusedOf(certificate);
  const good = survivors.length + accused.length === 0;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Kill matrix</title>
<style>${STYLE}</style>
<h1>Kill matrix</h1>
<p class="${good ? "good" : "bad"}"><b>${good ? "✓" : "✗"} ${wrong.length - survivors.length} of ${wrong.length} wrong kernels killed,
${accused.length} of ${right.length} right kernels accused</b></p>
<p class="dim">nllgrad ${escapeText(suite)}, tier ${tier}, ${seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds from ${seeds[0]}`}. A mark is a property
that found a kernel, the darker the more cases; ◆ is the only one that did.</p>
${list(
  "Survivors",
  survivors.map((kernel) => `<b>${escapeText(kernel.name)}</b> ${escapeText(kernel.defect)}`),
)}
${list(
  "Accused",
  accused.map(
    (kernel) =>
      `<b>${escapeText(kernel.name)}</b> ${escapeText(kernel.trials.flatMap(({ accusations }) => accusations).join("; "))}`,
  ),
)}
${list(
  "Not judged",
  aside.map(({ name, why }) => `<b>${escapeText(name)}</b> ${escapeText(why)}`),
)}
${matrix(certificate)}
${diagnosisSection(certificate)}
${list(
  "Left out one at a time: wrong kernels that would pass",
  pillarsOf(certificate).map(
    ({ kind, name, kernels }) =>
      `<b>${kernels.length}</b> without the ${kind} <b>${escapeText(name)}</b>: ${kernels.map((kernel) => escapeText(short(kernel))).join(", ")}`,
  ),
)}
${list(
  "Right kernels",
  right.map(
    ({ name, unusual, trials }) =>
      `<b>${escapeText(name.replace("right/", ""))}</b> ${escapeText(unusual)} <span class="dim">${warnedOf(trials)}</span>`,
  ),
)}
</html>
`;
}

function diagnosisSection(certificate: Certificate): string {
  const diagnoses = diagnosesOf(certificate);
  if (diagnoses === null) return "";
  const line = `<h2>Diagnosis</h2>\n<p class="${isBelowFloor(certificate) ? "bad" : "good"}">${escapeText(diagnosesLine(diagnoses))}</p>`;
  return `${line}\n${list(
    "Another cause first",
    diagnoses.misses.map((miss) => escapeText(missLine(miss))),
  )}`;
}

const short = ({ name }: Pick<WrongKernel, "name">): string => name.replace("wrong/", "");

function warnedOf(trials: Certificate["right"][number]["trials"]): string {
  const warned = [...new Set(trials.flatMap((trial) => trial.warned))];
  return warned.length === 0 ? "" : `warned of ${warned.map(escapeText).join(", ")}`;
}

function matrix({ wrong }: Certificate): string {
  const properties = [...new Set(wrong.flatMap(killersOf))].sort();
  const classes = [...new Set(wrong.map(({ defectClass }) => defectClass))].sort();
  const head = properties.map((name) => `<th scope="col"><span>${escapeText(name)}</span></th>`).join("");
  const bodies = classes.map((defectClass) => {
    const kernels = wrong.filter((kernel) => kernel.defectClass === defectClass);
    const title = `<tr><th colspan="${properties.length + 4}" scope="rowgroup" class="group">${escapeText(defectClass)} <span class="dim">${kernels.length}</span></th></tr>`;
    return `<tbody>${title}${kernels.map((kernel) => row(kernel, properties)).join("")}</tbody>`;
  });
  return `<div class="wide"><table>
<thead><tr><th scope="col">wrong kernel</th>${head}<th scope="col">tier</th><th scope="col">cases</th><th scope="col">s</th></tr></thead>
${bodies.join("\n")}
</table></div>`;
}

function row(kernel: WrongKernel, properties: readonly string[]): string {
  const [hunt] = kernel.hunts;
  const killers = killersOf(kernel);
  const cells = properties.map((name) => {
    const cases = (hunt?.kills ?? []).filter(({ property }) => property === name).reduce((sum, kill) => sum + kill.cases, 0);
    if (cases === 0) return "<td></td>";
    const depth = Math.min(5, 1 + Math.floor(Math.log10(cases)));
    return `<td class="k${depth}" title="${escapeText(name)}: ${cases} cases">${killers.length === 1 ? "◆" : "●"}</td>`;
  });
  const held = kernel.heldOut ? ` <span class="dim">held out</span>` : "";
  const state = hunt?.killed === true ? "" : ` class="bad"`;
  return `<tr${state}><th scope="row" title="${escapeText(kernel.defect)}">${escapeText(short(kernel))}${held}</th>${cells.join("")}<td>${hunt?.tier ?? ""}</td><td class="n">${hunt?.cases ?? ""}</td><td class="n">${hunt?.seconds.toFixed(1) ?? ""}</td></tr>`;
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return `<h2>${title}</h2>\n<ul>${items.map((item) => `<li>${item}</li>`).join("\n")}</ul>`;
}

/** Text of others in a page: never markup. */
function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --good: #116329; --bad: #b3261e; --mark: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --good: #6fce8a; --bad: #ff8a80; --mark: #8ab4f8; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.dim { opacity: .65; font-weight: normal; } .good { color: var(--good); } .bad, tr.bad th { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
td { text-align: center; border: 1px solid #8883; min-width: 1.3em; color: var(--mark); padding: 0 .15em; }
td.n { text-align: right; font-variant-numeric: tabular-nums; color: inherit; }
th { text-align: left; font-weight: normal; padding: 0 .4em; white-space: nowrap; }
tbody tr:hover { background: #8882; }
thead th { vertical-align: bottom; } thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.group { font-weight: bold; padding-top: .8em; }
.k1 { opacity: .45; } .k2 { opacity: .6; } .k3 { opacity: .75; } .k4 { opacity: .9; }
`;
