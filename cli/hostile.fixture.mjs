/**
 * A harness that breaks the protocol in the way that its first argument names, for FT78NE. Its second argument is a folder
 * in which every process of it leaves its id. It knows the protocol by docs/protocol.md alone, and nothing of the suite.
 */
import { spawn } from "node:child_process";
import { closeSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

const [way, folder] = process.argv.slice(2);
const note = (pid) => writeFileSync(join(folder, String(pid)), "");
note(process.pid);

const HELLO = { protocol: 1, name: "hostile", elementTypes: ["fp"], platform: "ft78ne", maxCalls: 32, maxBytes: 65536 };

/** Writes at once, wherever the other side is in its reading. */
function write(bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code === "EAGAIN") continue;
      process.exit(9);
    }
  }
}

function frame(type, id, payload, { magic = "NLLG", version = 1, length = payload.length, crc = crc32(payload) } = {}) {
  const head = Buffer.alloc(24);
  head.write(magic, "latin1");
  [version, type, id, length, crc].forEach((word, k) => {
    head.writeUInt32LE(word, 4 + 4 * k);
  });
  return Buffer.concat([head, payload]);
}

const hello = (change = {}) => write(frame(1, 0, Buffer.from(JSON.stringify({ ...HELLO, ...change }))));

/** The gradient as the document has it, in float; with `sign` -1 the one with the wrong sign. */
function gradient({ batch, classNum, reduction, buffers }, sign) {
  const [, g, y, w, t] = buffers;
  const out = Buffer.alloc(4 * batch * classNum);
  for (let i = 0; i < batch; i++) {
    const label = y.readInt32LE(4 * i);
    const product = Math.fround(g.readFloatLE(reduction === 2 ? 4 * i : 0) * w.readFloatLE(4 * label));
    const value = reduction === 1 ? Math.fround(product / t.readFloatLE(0)) : product;
    out.writeFloatLE(-sign * value, 4 * (i * classNum + label));
  }
  return out;
}

/** The calls of a batch. Of a harness without abilities, nothing is asked around the buffers. */
function callsIn(payload) {
  let at = 8;
  const word = () => payload.readUInt32LE((at += 4) - 4);
  return Array.from({ length: payload.readUInt32LE(0) }, () => {
    const [, batch, classNum, reduction] = Array.from({ length: 6 }, word);
    const heads = Array.from({ length: 6 }, () => Array.from({ length: 5 }, word));
    const buffers = heads.map(([bytes, , , content, pattern]) => {
      const buffer = Buffer.alloc(bytes);
      if (content === 0) {
        payload.copy(buffer, 0, at, at + bytes);
        at += Math.ceil(bytes / 4) * 4;
      } else for (let k = 0; k + 4 <= bytes; k += 4) buffer.writeUInt32LE(pattern, k);
      return buffer;
    });
    return { batch, classNum, reduction, buffers };
  });
}

function words(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, k) => {
    bytes.writeUInt32LE(value, 4 * k);
  });
  return bytes;
}

const returned = (call, output) => Buffer.concat([words(call, 0, 0, 32), output]);
const pause = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
const end = (signal) => {
  process.kill(process.pid, signal);
  pause(10_000);
};

let made = 0;

/** How each way answers the call `k` of a batch: bytes to send. Those that are not here answer as they should. */
const ANSWERS = {
  "wrong-magic": (id, k, output) => frame(3, id, returned(k, output), { magic: "GLLN" }),
  "wrong-version": (id, k, output) => frame(3, id, returned(k, output), { version: 7 }),
  "wrong-checksum": (id, k, output) => frame(3, id, returned(k, output), { crc: 0x12345678 }),
  "wrong-type": (id, k, output) => frame(77, id, returned(k, output)),
  "four-gibibytes": (id, k, output) => frame(3, id, returned(k, output), { length: 0xffffffff }),
  "short-result": (id, k, output) => frame(3, id, returned(k, output).subarray(0, -4)),
  "long-result": (id, k, output) => frame(3, id, Buffer.concat([returned(k, output), words(0)])),
  "other-call": (id, k, output) => frame(3, id, returned(k + 1, output)),
  "other-id": (id, k, output) => frame(3, id + 1, returned(k, output)),
  "twice-as-many": (id, k, output) => Buffer.concat([frame(3, id, returned(k, output)), frame(3, id, returned(k, output))]),
  "error-frame": (id) => frame(6, id, Buffer.from("the board\nis on fire")),
  "not-made": (id, k) => frame(3, id, words(k, 4, 0, 0)),
  "hangs-at-once": (id, k) => frame(3, id, words(k, 3, 0, 0)),
  crashes: (id, k) => frame(3, id, words(k, 2, 0, 0)),
  "dies-in-a-frame": (id, k, output) => {
    write(frame(3, id, returned(k, output)).subarray(0, 30));
    process.exit(3);
  },
  "dies-by-a-signal": (id, k, output) => {
    if (made === 50) end("SIGSEGV");
    return frame(3, id, returned(k, output));
  },
  "wrong-values-then-dies": (id, k, output) => {
    if (made === 100) end("SIGKILL");
    return frame(3, id, returned(k, output));
  },
  "dies-while-findings-are-tried-again": (id, k, output) => {
    if (made > 4000) end("SIGKILL");
    return frame(3, id, returned(k, output));
  },
  slow: (id, k, output) => {
    if (made < 60) pause(25);
    return frame(3, id, returned(k, output));
  },
};

/** What each way does first; those that are not here say hello. */
const BEGINNINGS = {
  "random-bytes": () => write(Buffer.from(Array.from({ length: 4096 }, (_, k) => (Math.imul(k + 1, 0x9e3779b1) >>> 13) & 255))),
  "text-first": () => {
    write(Buffer.from("Loading model weights... done\n"));
    hello();
  },
  "endless-noise": () => {
    for (;;) write(Buffer.alloc(65536, "noise "));
  },
  "endless-pongs": () => {
    hello();
    for (;;) write(frame(5, 1, Buffer.from("pong")));
  },
  "early-result": () => {
    hello();
    write(frame(3, 1, returned(0, Buffer.alloc(4))));
  },
  "hangs-at-once": () => hello({ abilities: ["endings"] }),
  crashes: () => hello({ abilities: ["endings"] }),
  "tiny-memory": () => hello({ maxBytes: 1 }),
  "changes-its-mind": () => hello(readdirSync(folder).length === 1 ? {} : { functions: ["fp_nlllossgrad_s"] }),
  "another-version": () => hello({ protocol: 2 }),
  "no-types": () => hello({ elementTypes: ["double"] }),
  "dies-before-hello": () => {
    process.stderr.write("first line\ncannot open /dev/board\n");
    process.exitCode = 4;
    process.stdin.destroy();
  },
  "dies-after-hello": () => {
    hello();
    process.exit(0);
  },
  "dies-with-a-grandchild": () => {
    grandchild();
    hello();
    process.exit(5);
  },
  "lives-with-a-grandchild": () => {
    grandchild();
    hello();
  },
  "closed-input": () => {
    hello();
    closeSync(0);
    setInterval(() => {}, 1000);
  },
  complains: () => {
    for (let k = 0; k < 4000; k++) writeSync(2, `${"progress ".repeat(120)}\n`);
    hello();
  },
  "complains-and-dies": () => {
    for (let k = 0; k < 4000; k++) writeSync(2, `${"progress ".repeat(120)}\n`);
    writeSync(2, "\u001b[31mout of tokens\u001b[0m\n");
    process.exit(6);
  },
};

/** A process that does nothing and holds every stream of this one. */
function grandchild() {
  note(spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }).pid);
}

(BEGINNINGS[way] ?? hello)();

const sign = /^wrong-values|^dies-while/.test(way) ? -1 : 1;
let input = Buffer.alloc(0);
if (way !== "closed-input") {
  process.stdin.on("data", (chunk) => {
    if (way === "silent") return;
    input = Buffer.concat([input, chunk]);
    for (;;) {
      const length = input.length < 24 ? Number.POSITIVE_INFINITY : 24 + input.readUInt32LE(16);
      if (input.length < length) return;
      const [type, id] = [input.readUInt32LE(8), input.readUInt32LE(12)];
      const payload = input.subarray(24, length);
      input = input.subarray(length);
      if (type !== 2) write(frame(type === 4 ? 5 : 6, id, type === 4 ? payload : Buffer.from("not served")));
      else
        callsIn(payload).forEach((call, k) => {
          made++;
          const output = gradient(call, sign);
          write((ANSWERS[way] ?? ((_, place, out) => frame(3, id, returned(place, out))))(id, k, output));
        });
    }
  });
  if (way === "deaf-to-the-end") setInterval(() => {}, 1000);
}
