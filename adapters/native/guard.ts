import koffi from "koffi";
import type { Outcome } from "../../core/contract.ts";
import { RETURNED } from "../../core/contract.ts";
import { crash, FAULT, FAULT_SIGNALS } from "./fault.ts";
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  MAP_SHARED,
  map,
  PROT_NONE,
  PROT_READ_EXECUTE,
  PROT_READ_WRITE,
  posix,
  viewAt,
} from "./posix.ts";

/** guard.x64.s, assembled. */
export const GUARD_X64: string =
  "55534154415541564157488d1def0f00004883ec280fae9b9000000064488b042500000000488983800000004889a388" +
  "000000488bbba8000000488b8bb0000000488b83b800000066480f6ec0660f6cc04883e910720d0f11074883c7104883" +
  "e91073f3f6c10874074889074883c708f6c104740689074883c704f6c1027403668907488b433848890424488b434048" +
  "89442408488b43484889442410488b43504889442418488b7b08488b7310488b5318488b4b204c8b43284c8b4b30c783" +
  "9400000001000000ff13488983a0000000488bbba8000000488b8bb00000004889ca660fefc04883e910721c0f100f66" +
  "0f75c8660fd7c1f30fb8c04829c24883c7104883e91073e44883c1104883e902720e66833c0f014819c0488d1442ebec" +
  "48d1ea488993c000000031c0c7839400000000000000fc0fae93900000004883c428415f415e415d415c5b5dc30f1f00" +
  "488d0da90e0000488b4610488941684c8b82a80000004c8941704c8b82c00000004c894178448b4e084489899c000000" +
  "89b99800000083b99400000001755f644c8b0425000000004c398180000000754d83ff08741a83ff0474154181f98000" +
  "0000740c483b41587234483b4160732e488b8188000000488982a000000048898a800000004863c74889829000000048" +
  "8d0546ffffff488982a8000000c331c050505050b80d0000004889e631d241ba080000000f054883c420c3";

/** Where the fault handler begins. */
const HANDLER = 0x150;

/** The page of the control block follows the page of the code. */
const PAGE = 0x1000;

/** Fields of the control block, in 32-bit words. */
const FUNCTION = 0x00 / 4;
const ARGUMENTS = 0x08 / 4;
const ARGUMENT_COUNT = 10;
const ARENA_LOW = 0x58 / 4;
const ARENA_HIGH = 0x60 / 4;
const RETURN_VALUE = 0xa0 / 4;
const OUTPUT = 0xa8 / 4;
const OUTPUT_BYTES = 0xb0 / 4;
const PATTERN = 0xb8 / 4;
const NON_ZERO = 0xc0 / 4;

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

const SA_SIGINFO = 4;
const SA_ONSTACK = 0x08000000;
const ALTERNATE_STACK_BYTES = 64 * 1024;

/** Whether this machine can run the guard. */
export function guardIsAvailable(): boolean {
  return process.platform === "linux" && process.arch === "x64";
}

/**
 * Machine code that calls a kernel, and a signal handler beside it that turns a fault into a return: a crash costs
 * microseconds, not a process. Faults that may leave a lock held still end the process; the control block lies in a
 * shared file, so that whoever watches reads there what happened.
 */
export class Guard {
  private readonly words: Uint32Array;
  /** The arguments as they were set last: calls in a row have most of theirs in common. */
  private readonly set: Float64Array = new Float64Array(ARGUMENT_COUNT).fill(Number.NaN);
  private output = Number.NaN;
  private readonly enter: () => number;

  /** `file`: descriptor of the file, a page long at least, that the control block is mapped from. */
  constructor(file: number) {
    const code = map("the call guard", 0, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS);
    map("the call guard's code", code, PAGE, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED);
    new Uint8Array(viewAt(code, PAGE)).set(Buffer.from(GUARD_X64, "hex"));
    posix().mprotect(code, PAGE, PROT_READ_EXECUTE);
    map("the call guard's control block", code + PAGE, PAGE, PROT_READ_WRITE, MAP_SHARED | MAP_FIXED, file);
    this.words = new Uint32Array(viewAt(code + PAGE, PAGE));
    const call = koffi.proto("int guard_call(void)");
    this.enter = koffi.decode(code, call);
    installHandler(code + HANDLER);
    // A kernel that loops must not outlive whoever watches it.
    posix().prctl(PR_SET_PDEATHSIG, SIGKILL);
  }

  /** The control block's shared page. */
  get page(): Uint32Array {
    return this.words;
  }

  /** Accesses from `low` to `high` that fault are come back from. */
  setArena(low: number, high: number): void {
    this.setAddress(ARENA_LOW, low);
    this.setAddress(ARENA_HIGH, high);
  }

  setFunction(address: number): void {
    this.setAddress(FUNCTION, address);
  }

  /** Argument `index`, 0 to 9, as 64 bits; a negative int is sign-extended. */
  setArgument(index: number, value: number): void {
    if (this.set[index] === value) return;
    this.set[index] = value;
    this.setAddress(ARGUMENTS + 2 * index, value);
  }

  /**
   * Has calls fill an output with a pattern of 32 bits before the function, and count its halves that are not zero after it: in
   * the machine's code, since that is what a small call costs most. No bytes: neither. `bytes`: even.
   */
  setOutput(address: number, bytes: number, pattern: number): void {
    this.words[OUTPUT_BYTES] = bytes;
    if (bytes === 0) return;
    if (this.output !== address) {
      this.output = address;
      this.setAddress(OUTPUT, address);
    }
    this.words[PATTERN] = pattern;
    this.words[PATTERN + 1] = pattern;
  }

  /** Of the output, after a call that returned: halves that are not zero. */
  get nonZeroHalves(): number {
    return this.words[NON_ZERO] as number;
  }

  private setAddress(word: number, value: number): void {
    this.words[word] = value;
    this.words[word + 1] = Math.floor(value / 2 ** 32);
  }

  /** What the last call that returned gave back, as an int; noise after a function without a result. */
  get returned(): number {
    return (this.words[RETURN_VALUE] as number) | 0;
  }

  /** Calls the function with the arguments set before. */
  call(): Outcome {
    const signal = this.enter();
    if (signal === 0) return RETURNED;
    const { words } = this;
    const address = (words[FAULT.address + 1] as number) * 2 ** 32 + (words[FAULT.address] as number);
    words[FAULT.signal] = 0;
    return crash(FAULT_SIGNALS[signal] as string, words[FAULT.code] as number, address, words[FAULT.errorCode] as number);
  }
}

function installHandler(address: number): void {
  const stack = map("the signal stack", 0, ALTERNATE_STACK_BYTES, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
  const alternate = Buffer.alloc(24);
  alternate.writeBigUInt64LE(BigInt(stack), 0);
  alternate.writeBigUInt64LE(BigInt(ALTERNATE_STACK_BYTES), 16);
  posix().sigaltstack(alternate, null);
  // struct sigaction: handler, 128 bytes of mask, flags, restorer.
  const action = Buffer.alloc(152);
  action.writeBigUInt64LE(BigInt(address), 0);
  action.writeUInt32LE(SA_SIGINFO | SA_ONSTACK, 136);
  for (const signal of Object.keys(FAULT_SIGNALS)) posix().sigaction(Number(signal), action, null);
}
