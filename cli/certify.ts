import { hasCompiler } from "../certify/build.ts";
import { accusedOf, type Certificate, survivorsOf } from "../certify/certificate.ts";
import { certify as judgeZoo } from "../certify/certify.ts";
import { readZoo, type ZooKernel, zooFolder } from "../certify/zoo.ts";
import { UsageError } from "./arguments.ts";
import { type CertifyArguments, matchesGlob, parseCertifyArguments } from "./certify-arguments.ts";
import type { Console } from "./check.ts";
import { statusLine } from "./progress.ts";
import { VERSION } from "./version.ts";

export async function certify(args: readonly string[], console: Console): Promise<number> {
  const given = parseCertifyArguments(args);
  const kernels = chosen(given);
  const line = statusLine(console.err, given.quiet, console.now, { live: 80, plain: 5000 });
  const certificate = await judgeZoo(kernels, {
    suite: VERSION,
    ...given,
    now: console.now,
    interrupted: console.interrupted,
    progress: (done, total, name) => line.show(() => `certify: ${done} of ${total} kernels: ${name}`),
  });
  line.clear();
  console.out.write(`${JSON.stringify(certificate, null, 2)}\n`);
  return exitCode(certificate);
}

function chosen({ only }: CertifyArguments): ZooKernel[] {
  const zoo = zooFolder();
  if (zoo === null || !hasCompiler()) throw new UsageError("x");
  return readZoo(zoo).filter(({ name }) => only.length === 0 || only.some((glob) => matchesGlob(glob, name)));
}

function exitCode(certificate: Certificate): number {
  return survivorsOf(certificate).length + accusedOf(certificate).length > 0 ? 1 : 0;
}
