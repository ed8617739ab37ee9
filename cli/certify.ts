import { hasCompiler } from "../certify/build.ts";
import { accusedOf, type Certificate, survivorsOf } from "../certify/certificate.ts";
import { certify as judgeZoo } from "../certify/certify.ts";
import { isBelowFloor } from "../certify/diagnosis.ts";
import { htmlOf } from "../certify/html.ts";
import { markdownOf } from "../certify/markdown.ts";
import { renderCertificate, renderLeaveOneOut } from "../certify/text.ts";
import { readZoo, type ZooKernel, zooFolder } from "../certify/zoo.ts";
import { UsageError } from "./arguments.ts";
import { type CertifyArguments, matchesGlob, parseCertifyArguments } from "./certify-arguments.ts";
import type { Console } from "./check.ts";
import { statusLine } from "./progress.ts";
import { prepareReports, writeWhole } from "./report-folder.ts";
import { styleFor } from "./style.ts";
import { VERSION } from "./version.ts";

export const CERTIFY_HELP: string = `nllgrad certify   judge the suite itself: does it find every wrong kernel of its zoo, and accuse no right one?

  --tier T         smoke, gate (the default), deep or huge: wrong kernels are hunted in each tier up to it, right ones judged by it
  --only GLOB      kernels by name, such as 'wrong/hp-*' or 'right/*'; repeatable
  --seeds N        N seeds, one after another: detection must not hang on one. After the first, a hunt ends at its kill
  --seed N         the first of them
  --bail           end every hunt soon after its first violation: enough to tell survivors, not for the kill matrix
  --leave-one-out  hunt what one property, or one stratum of cases, alone has found again without it: what passes then
  --diagnose       hold the cause that check names for each wrong kernel against its header
  --workers N      kernels at a time
  --report DIR     certificate.json, kill-matrix.md and kill-matrix.html into that folder
  --json           the certificate on standard output          --quiet      no progress

  Needs a clone, since the package does not hold the zoo, and a C compiler.
  Exit code: 0 every wrong kernel is killed and no right one accused, 1 not so or diagnoses decayed, 2 wrong use or no zoo or compiler,
             3 interrupted, or a kernel could not be built or judged

  Example: nllgrad certify --only 'wrong/label-*' --tier smoke
`;

/** Runs `nllgrad certify`, and gives its exit code. */
export async function certify(args: readonly string[], console: Console): Promise<number> {
  const given = parseCertifyArguments(args);
  const kernels = chosen(given);
  if (given.report !== undefined) prepareReports(given.report);
  const line = statusLine(console.err, given.quiet, console.now, { live: 80, plain: 5000 });
  const certificate = await judgeZoo(kernels, {
    suite: VERSION,
    tier: given.tier,
    seeds: given.seeds,
    bail: given.bail,
    diagnose: given.diagnose,
    leaveOneOut: given.leaveOneOut,
    workers: given.workers,
    now: console.now,
    interrupted: console.interrupted,
    progress: (done, total, name) => line.show(() => `certify: ${done} of ${total} kernels: ${name}`),
  });
  line.clear();
  const json = `${JSON.stringify(certificate, null, 2)}\n`;
  if (given.report !== undefined) {
    writeWhole(given.report, "certificate.json", json);
    writeWhole(given.report, "kill-matrix.md", markdownOf(certificate));
    writeWhole(given.report, "kill-matrix.html", htmlOf(certificate));
  }
  const style = styleFor(console.out, console.environment);
  if (given.json) console.out.write(json);
  else {
    if (given.leaveOneOut) console.out.write(renderLeaveOneOut(certificate, style));
    console.out.write(renderCertificate(certificate, style));
  }
  return exitCode(certificate, console.interrupted());
}

function chosen({ only }: CertifyArguments): ZooKernel[] {
  const zoo = zooFolder();
  if (zoo === null)
    throw new UsageError(
      "certify: there is no zoo/ here, for the published package leaves it out; run it from a clone of the repository",
    );
  if (!hasCompiler())
    throw new UsageError(
      "certify: builds the zoo's kernels with cc, and there is none on the PATH; install gcc or clang, on Linux",
    );
  const kernels = readZoo(zoo).filter(({ name }) => only.length === 0 || only.some((glob) => matchesGlob(glob, name)));
  if (kernels.length === 0)
    throw new UsageError(`--only ${only.join(", ")}: no kernel of the zoo has such a name; see zoo/wrong and zoo/right`);
  return kernels;
}

function exitCode(certificate: Certificate, interrupted: boolean): number {
  if (survivorsOf(certificate).length + accusedOf(certificate).length > 0 || isBelowFloor(certificate)) return 1;
  return interrupted || certificate.aside.some(({ needed }) => needed) ? 3 : 0;
}
