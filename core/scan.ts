/**
 * Scans of long ranges, one 32-bit word at a time: a half shares its word with its neighbour. Each function meets one kind
 * of view only, which is what lets the engine compile it well. Very long ranges, which are nearly always what they should be, are
 * compared by the C library's memcmp instead, at nearly three times the speed.
 */

/** Words that are compared at a time: few enough for the second-level cache, enough for the call not to show. */
const CHUNK = 65536;

/** Words that may be compared by memcmp in less time than one by one. */
const LONG = 1024;

/** A chunk of each word that was looked for: they are few. */
const chunks: Map<number, Buffer> = new Map();

function chunkOf(word: number): Buffer {
  const known = chunks.get(word);
  if (known !== undefined) return known;
  const chunk = Buffer.from(new Uint32Array(CHUNK).fill(word).buffer);
  chunks.set(word, chunk);
  return chunk;
}

/** The words that were scanned last, as bytes. */
let scanned: Uint32Array = new Uint32Array(0);
let scannedBytes: Buffer = Buffer.from(scanned.buffer);

/** How far the words from `from` on are `word`, by index, in whole chunks and at most to `to`. */
function skipSame(words: Uint32Array, from: number, to: number, word: number): number {
  const chunk = chunkOf(word);
  if (scanned !== words) {
    scanned = words;
    scannedBytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  }
  for (let at = from; at < to; at += CHUNK) {
    const end = Math.min(at + CHUNK, to);
    if (scannedBytes.compare(chunk, 0, 4 * (end - at), 4 * at, 4 * end) !== 0) return at;
  }
  return to;
}

/** OR of the words from `from` to `to`, by index. */
export function orWords(words: Uint32Array, from: number, to: number): number {
  let ones = 0;
  let k = to - from < LONG ? from : skipSame(words, from, to, 0);
  for (const end = to - 3; k < end; k += 4) {
    ones |= (words[k] as number) | (words[k + 1] as number) | (words[k + 2] as number) | (words[k + 3] as number);
  }
  for (; k < to; k++) ones |= words[k] as number;
  return ones;
}

/** OR of the halves from `from` to `to`, by index of halves; `words` is the same memory. */
export function orHalves(words: Uint32Array, halves: Uint16Array, from: number, to: number): number {
  let ones = 0;
  let low = from;
  let high = to;
  if ((low & 1) !== 0 && low < high) ones |= halves[low++] as number;
  if ((high & 1) !== 0 && low < high) ones |= halves[--high] as number;
  const pairs = orWords(words, low >> 1, high >> 1);
  return ones | (pairs & 0xffff) | (pairs >>> 16);
}

/** Index of the first word from `from` to `to` that is not `word`, or -1. */
export function firstOtherWord(words: Uint32Array, from: number, to: number, word: number): number {
  // Signed words are compared as integers, unsigned ones as doubles.
  const usual = word | 0;
  let k = to - from < LONG ? from : skipSame(words, from, to, word);
  for (const end = to - 3; k < end; k += 4) {
    const pair = ((words[k] as number) ^ usual) | ((words[k + 1] as number) ^ usual);
    if ((pair | ((words[k + 2] as number) ^ usual) | ((words[k + 3] as number) ^ usual)) !== 0) break;
  }
  for (; k < to; k++) if (((words[k] as number) | 0) !== usual) return k;
  return -1;
}

/** Index of the first half from `from` to `to` that is not `half`, or -1; `words` is the same memory. */
export function firstOtherHalf(words: Uint32Array, halves: Uint16Array, from: number, to: number, half: number): number {
  let low = from;
  if ((low & 1) !== 0 && low < to) {
    if (halves[low] !== half) return low;
    low++;
  }
  const pair = firstOtherWord(words, low >> 1, to >> 1, ((half << 16) | half) >>> 0);
  if (pair >= 0) return halves[2 * pair] === half ? 2 * pair + 1 : 2 * pair;
  return (to & 1) !== 0 && to > low && halves[to - 1] !== half ? to - 1 : -1;
}
