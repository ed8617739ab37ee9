import { Arena } from "../../core/arena.ts";
import { ENTRIES, type EntryName, REDUCTIONS, type Reduction } from "../../reference/operator.ts";
import { BrokenHarness } from "./broken.ts";
import { BatchWriter, type Placed } from "./calls.ts";
import { encodeFrame, FRAME } from "./frames.ts";
import type { Hello } from "./hello.ts";
import { ERROR_BYTES, Harness, LINK_MILLISECONDS } from "./process.ts";

/** Extents of the calls that the kit makes. */
const ROWS = 3;
const CLASSES = 5;
const ALIGNMENT = 64;

/** Milliseconds that one of them may take. */
const CALL_MILLISECONDS = 2000;

/** A frame's type that no version has. */
const UNKNOWN_TYPE = 0x7e57;

interface Kit {
  readonly harness: Harness;
  readonly hello: Hello;
}

/** What the kit looks at, one after another, in one process of the harness. */
const CHECKS: readonly (readonly [string, (kit: Kit) => Promise<void>])[] = [
  ["sends 256 different bytes back", ({ harness }) => ping(harness, Buffer.from(Array.from({ length: 256 }, (_, k) => k)))],
  ["sends no bytes back", ({ harness }) => ping(harness, Buffer.alloc(0))],
  ["sends 1 MiB back", ({ harness }) => ping(harness, Buffer.alloc(2 ** 20, "a tall tale of many portions"))],
  [
    "answers an empty batch with nothing",
    async ({ harness }) => {
      await harness.batch(new BatchWriter().finish(ALIGNMENT), []);
      await ping(harness, Buffer.from("after the empty batch"));
    },
  ],
  [
    "makes a call of each function and reduction",
    async (kit) => {
      for (const entry of kit.hello.entries) {
        for (const reduction of REDUCTIONS) await make(kit, [[entry, reduction]]);
      }
    },
  ],
  [
    "makes as many calls in one batch as it says",
    (kit) => {
      const { entries, maxCalls } = kit.hello;
      return make(
        kit,
        Array.from({ length: maxCalls }, (_, k) => [entries[k % entries.length] as EntryName, REDUCTIONS[k % 3] as Reduction]),
      );
    },
  ],
  [
    "answers in order what was sent before an answer was read",
    async (kit) => {
      const [entry] = kit.hello.entries as [EntryName];
      const call = [[entry, 0]] as const;
      await Promise.all([
        ping(kit.harness, Buffer.from("first")),
        make(kit, call),
        ping(kit.harness, Buffer.from("third")),
        make(kit, call),
      ]);
    },
  ],
  [
    "reads frames that come byte by byte",
    async ({ harness }) => {
      const payload = Buffer.from("drop by drop");
      const frame = encodeFrame({ type: FRAME.ping, id: 0xfeedf00d, payload });
      const pong = expectPong(harness, 0xfeedf00d, payload);
      for (const byte of frame) {
        await harness.sendRaw(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await pong;
    },
  ],
  [
    "answers a frame of an unknown type with an error frame, and lives on",
    async ({ harness }) => {
      await expectError(harness, harness.send(UNKNOWN_TYPE, Buffer.from("?")), "a frame of an unknown type");
      await ping(harness, Buffer.from("still there"));
    },
  ],
];

/** What the kit came to. */
export interface KitReport {
  /** What held, in words, in the order of the checks. */
  readonly held: readonly string[];
  /** The check that did not hold, what was expected and what came; `null` if all held. Those after it were not made. */
  readonly broken: string | null;
}

/** Looks at a harness by itself, kernel aside, in two processes of it. `now`: milliseconds since some moment. */
export async function checkHarness(command: readonly string[], now: () => number): Promise<KitReport> {
  const held: string[] = [];
  let text = "says hello";
  let kit: Kit | null = null;
  const steps: typeof CHECKS = [
    ...CHECKS,
    ["ends with exit code 0 when its standard input ends", ({ harness }) => endProperly(harness)],
    ["answers a frame whose checksum is wrong with an error frame", () => damage(command, now)],
  ];
  try {
    kit = await Harness.start(command, now, true);
    held.push(text);
    for (const [what, check] of steps) {
      text = what;
      await check(kit);
      held.push(what);
    }
    return { held, broken: null };
  } catch (error) {
    if (!(error instanceof BrokenHarness)) throw error;
    return { held, broken: `${text}: ${error.message}` };
  } finally {
    await kit?.harness.end();
  }
}

async function endProperly(harness: Harness): Promise<void> {
  const code = await harness.end();
  if (code !== 0)
    throw new BrokenHarness(
      `expected exit code 0; came ${code === null ? "no end, so that it was killed" : `exit code ${code}`}`,
    );
}

/** Sends a damaged frame to a process of its own: the harness no longer knows where frames begin. */
async function damage(command: readonly string[], now: () => number): Promise<void> {
  const { harness } = await Harness.start(command, now, true);
  try {
    const frame = encodeFrame({ type: FRAME.ping, id: 1, payload: Buffer.from("damaged on its way") });
    frame.writeUInt8(frame.readUInt8(frame.length - 1) ^ 1, frame.length - 1);
    const answered = expectError(harness, 1, "a damaged frame");
    await harness.sendRaw(frame);
    await answered;
  } finally {
    await harness.end();
  }
}

async function ping(harness: Harness, payload: Buffer): Promise<void> {
  await expectPong(harness, harness.send(FRAME.ping, payload), payload);
}

async function expectPong(harness: Harness, id: number, payload: Buffer): Promise<void> {
  const came = await harness.expect(FRAME.pong, id, payload.length, LINK_MILLISECONDS, `a pong of ${payload.length} bytes`);
  if (came.equals(payload)) return;
  const at = payload.findIndex((byte, k) => byte !== came[k]);
  throw new BrokenHarness(
    `expected ${payload.length} bytes back as they were sent; came ${came.length}, other from byte ${at} on`,
  );
}

async function expectError(harness: Harness, id: number, frame: string): Promise<void> {
  await harness.expect(FRAME.error, id, ERROR_BYTES, LINK_MILLISECONDS, `an error frame for ${frame}`);
}

/** Makes small calls whose results are looked at by their form alone. */
async function make({ harness, hello }: Kit, calls: readonly (readonly [EntryName, Reduction])[]): Promise<void> {
  const batch = new BatchWriter();
  const arena = new Arena(new ArrayBuffer(4096), 0, []);
  for (const [entry, reduction] of calls) {
    const size = ENTRIES[entry].type === "fp" ? 4 : 2;
    const bytes = [ROWS * CLASSES * size, ROWS * size, ROWS * 4, CLASSES * size, size, ROWS * CLASSES * size];
    const offset = Float64Array.from(bytes, (_, b) => 64 + 512 * b);
    const placed: Placed = {
      offset,
      bytes: Float64Array.from(bytes),
      low: offset.map((at) => at - 64),
      high: offset.map((at, b) => at + (bytes[b] as number) + 32),
    };
    const one = size === 4 ? 0x3f800000 : 0x3c003c00;
    const shape = { entry, batch: ROWS, classNum: CLASSES, reduction, coreMask: 1, lossGradLength: ROWS };
    batch.add(shape, CALL_MILLISECONDS, placed, [one, one, "bytes", one, one, one], arena, hello.abilities.has("guards"));
  }
  await harness.batch(batch.finish(ALIGNMENT), batch.asked);
}
