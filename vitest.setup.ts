import { execFileSync } from "node:child_process";

/** Node 20 runs no TypeScript: processes and threads that tests start are built first. */
export default function build(): void {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}
