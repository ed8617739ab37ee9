import { writeSync } from "node:fs";
import type { Beacon } from "../adapters/callee.ts";
import { BEACON, BEACON_BYTES } from "./protocol.ts";

/** A beacon, and where the sweep says what comes next. */
export interface HostBeacon extends Beacon {
  at(item: number, call: number): void;
  /** Says that this process lives. */
  beat(): void;
}

/** A beacon in a page that this process shares with whoever watches it. */
export function pageBeacon(page: Uint32Array): HostBeacon {
  return {
    at(item, call) {
      page[BEACON.item] = item;
      page[BEACON.call] = call;
    },
    enter(milliseconds) {
      page[BEACON.allowed] = milliseconds;
      page[BEACON.serial] = (page[BEACON.serial] as number) + 1;
      page[BEACON.inside] = 1;
    },
    leave() {
      page[BEACON.inside] = 0;
    },
    beat() {
      page[BEACON.serial] = (page[BEACON.serial] as number) + 1;
    },
  };
}

/**
 * A beacon in an open file, a page long at least: in the page itself, if this process can map it. To write it at every call takes longer than a small
 * call of a kernel does.
 */
export async function beaconIn(file: number): Promise<HostBeacon> {
  try {
    const { map, MAP_SHARED, PROT_READ_WRITE, viewAt } = await import("../adapters/native/posix.ts");
    const page = map("the beacon", 0, BEACON_BYTES, PROT_READ_WRITE, MAP_SHARED, file);
    return pageBeacon(new Uint32Array(viewAt(page, BEACON_BYTES)));
  } catch {
    // No binary of koffi for this machine, or a system without mmap.
    return fileBeacon(file);
  }
}

/** A beacon that is written to an open file at every call, for hosts that cannot map it. */
export function fileBeacon(file: number): HostBeacon {
  const page = new Uint32Array(BEACON_BYTES / 4);
  const beacon = pageBeacon(page);
  const first = 4 * BEACON.item;
  const words = new Uint8Array(page.buffer, first, 4 * (BEACON.inside + 1) - first);
  const flush = (): void => {
    writeSync(file, words, 0, words.length, first);
  };
  return {
    at: beacon.at,
    enter(milliseconds) {
      beacon.enter(milliseconds);
      flush();
    },
    beat() {
      beacon.beat();
      flush();
    },
    // A return is told by the next call, or by the reply: one write a call is enough.
    leave: beacon.leave,
  };
}
