import { readFileSync } from "node:fs";

/** package.json is one folder above dist/, or above the sources. */
function readVersion(): string {
  for (const place of ["../package.json", "../../package.json"]) {
    try {
      return (JSON.parse(readFileSync(new URL(place, import.meta.url), "utf8")) as { version: string }).version;
    } catch {
      // The other place.
    }
  }
  return "unknown";
}

/** Version of the suite. */
export const VERSION: string = readVersion();
