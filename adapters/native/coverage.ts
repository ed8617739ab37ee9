import { readFileSync, writeSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import koffi from "koffi";
import type { EdgeCounters } from "../callee.ts";
import { viewAt } from "./posix.ts";

/** coverage.x64.s, assembled and linked as a shared library, by gzip, in base64. */
export const CALLBACKS_X64: string =
  "H4sIAAAAAAAC/71Wv2/TQBR+/pHWSSiUQmlLgVIWOkVKFEpAQLsUWYIBNiSQLMd2E6tJHNnXlnZhqIQUVWXhL4CFkf4BDKkigQRd" +
  "mBgRQkhILN3oQss5uVMdx8/pgDjp5fne991753c5v/ds4f5dURCADwnuwNEMYJ5pJRW0FSBBf1OQbHMTgI/hZLeG4Y7y1w0E8Ylu" +
  "vc3oTVnoWicecx3XCtODVOSYdRDic/3wBzEH4PiDbRNOU7lMZZTKGPM3xXJ1inH80OepXGL5OEdlkspFtl/fxwUkjhRhEwPPJyJw" +
  "fgRpKmeojLCc+Ec7xLCT7B38dx6ncrbP+zptPzL8UbrtCaljTyW77QcQbX8rRtuXhGj7PebncyjuS8TPCyTuY4T/FeFPIPybiH0S" +
  "2f81xP4csT9A7HNInq8g9i+InycIf6T9vxzouR/vED/7iH2G5fN16LxeIfyfSD5XEbvQvi8KNPm9Zt+NN8g5fkL8vEf4UKtUSq5u" +
  "aoazYrl6yQJN8/QanWkVZ9XyiOYR3VjqWG1ir1uuT9UKRZvQh+UasVxPsynUQyGublha3dBKy7prHofTA9cNxHfRcSraYkUvRcPG" +
  "Yr892TXTdhHYW7WJUUbAklVHENNeyeNQAYGMaj2LQzkcyuMQGsup0QONi8gJuX6EfD8CtoeKo5vZGCwXg+VjsNh4s9hJE8e1snFg" +
  "Lg7Mx4GF2JizoG4mxmglVDf2571ptbGj7nyT1a3RtG9r3EqpDZJS1MOm2kjs0cLVovQ9WrTUG7+98Y05WB5Sbx8eAnhpymkMqhsf" +
  "5F/fKXeXclqbg+rW0Ef6dCALrVb7msvsuj9ibQfvbWbYA/8SzrBiy9uidemotgKrnf9lZLyyR1yiFyFT1r0yZMy1mrdW7WjiQoZY" +
  "TwlkrLK26OpVi86LntdG9aptQMaf/YORZrkSQ/njejfUo/AyIAf6pXQA5/nlmjc8EvvWK6E8TzBMDJ0X1+tSb70IjulAT+oPXqe4" +
  "tiF+/VVmE7G+F6L7TD6yzCbJof40Gc0Pz6+zvfPXDK/fDvWNSqhfnefxed/N1jeT3fUUiy8gPSlfv9Anf38Bi9cv+4gMAAA=";

/** Fields of `nllgrad_coverage`, in bytes from its start; all numbers have 64 bits. */
const RANGES = 8;
const MODULES = 64;
const NUMBERED = RANGES + 16 * MODULES;
const COUNTS = NUMBERED + 8;

/** How the names begin that a library asks for when it was compiled with `-fsanitize-coverage`. */
const PREFIX = "__sanitizer_cov_";

/** memfd_create's MFD_CLOEXEC. */
const CLOSE_ON_EXEC = 1;

/** Where what libraries told of their counters stands, once the callbacks are loaded. */
let table: number | undefined;

const readNumber = (address: number): number => Number(new BigUint64Array(viewAt(address, 8))[0]);

/**
 * Loads what libraries call that were compiled with clang's `-fsanitize-coverage`, for all libraries that are loaded after it: no
 * compiler is needed, and no file. Elsewhere than on x86-64 Linux, such a library cannot be loaded unless it brings them itself.
 */
function loadCallbacks(): number {
  const create = koffi.load(null).func("memfd_create", "int", ["str", "uint"]);
  const file = create("nllgrad-coverage", CLOSE_ON_EXEC) as number;
  writeSync(file, gunzipSync(Buffer.from(CALLBACKS_X64, "base64")));
  // It stays loaded, and its file open, for as long as the process lives.
  const callbacks = koffi.load(`/proc/self/fd/${file}`, { global: true });
  return Number(koffi.address(callbacks.symbol("nllgrad_coverage")));
}

/** Whether a library was compiled to count the edges that its calls take; then what it calls for that is provided. */
export function prepareForCounters(path: string): boolean {
  if (process.platform !== "linux" || process.arch !== "x64" || !readFileSync(path).includes(PREFIX)) return false;
  table ??= loadCallbacks();
  return true;
}

/** The counters of all libraries that are loaded; `null` if they have none. A counter holds at most 255, and then begins anew. */
export function loadedCounters(): EdgeCounters | null {
  if (table === undefined) return null;
  const views: Uint8Array[] = [];
  const add = (first: number, bytes: number): void => {
    if (bytes > 0) views.push(new Uint8Array(viewAt(first, bytes)));
  };
  for (let k = 0; k < Math.min(MODULES, readNumber(table)); k++) {
    const [first, end] = [readNumber(table + RANGES + 16 * k), readNumber(table + RANGES + 16 * k + 8)];
    add(first, end - first);
  }
  // Guards are numbered from 1 on.
  add(table + COUNTS + 1, readNumber(table + NUMBERED));
  const size = views.reduce((sum, view) => sum + view.length, 0);
  if (size === 0) return null;
  return {
    size,
    take(counted) {
      let edge = 0;
      for (const view of views) {
        for (let k = 0; k < view.length; k++, edge++) {
          const count = view[k] as number;
          if (count === 0) continue;
          view[k] = 0;
          counted(edge, count);
        }
      }
    },
  };
}
