import type { ElementType } from "../core/format.ts";
import { BUFFERS, DOCUMENT_NAMES, ENTRIES, ENTRY_NAMES } from "../reference/operator.ts";
import { type PackParameters, packEntries } from "./plans.ts";

/** What a board has to know of a pack before it reads it. Bytes, where it is not said otherwise. */
export interface PackCounts {
  readonly calls: number;
  /** Batch frames: one for each plan. */
  readonly batches: number;
  /** Of `calls.bin`. */
  readonly bytes: number;
  /** Of the largest frame's payload. */
  readonly payload: number;
  /** Of the six buffers of the largest call, with their guards. */
  readonly buffers: number;
  /** Of the largest result's payload. */
  readonly result: number;
}

const TYPE: Readonly<Record<ElementType, string>> = { fp: "float", hp: "NLLGRAD_HALF" };

/** The pack's header in C: prototypes, the heads of frames, calls and results, and the pack's own numbers. */
export function headerOf(parameters: PackParameters, counts: PackCounts): string {
  const prototypes = packEntries(parameters).map((name) => {
    const { type, storage } = ENTRIES[name];
    const buffers = BUFFERS.map((buffer) => `${buffer === "labels" ? "int" : TYPE[type]} *${DOCUMENT_NAMES[buffer]}`);
    const numbers = ["int batch", "int class_num", "int reduction_type", ...(storage === "s" ? ["int core_mask"] : [])];
    return `void ${name}(${buffers.slice(0, 3).join(", ")},\n    ${[...buffers.slice(3), ...numbers].join(", ")});`;
  });
  const half = packEntries(parameters).some((name) => ENTRIES[name].type === "hp")
    ? `
/* What your compiler calls the 16 bits of an IEEE 754 binary16. */
#ifndef NLLGRAD_HALF
#define NLLGRAD_HALF uint16_t
#endif
`
    : "";
  return `/* A pack of calls of NLLLossGrad, exported by nllgrad: docs/protocol.md of the suite has the format of its files. */
#ifndef NLLGRAD_H
#define NLLGRAD_H

#include <stdint.h>

/* The pack */
#define NLLGRAD_PLATFORM "${parameters.platform}"
#define NLLGRAD_TIER "${parameters.tier}"
#define NLLGRAD_SEED ${parameters.seed}u
#define NLLGRAD_ALIGNMENT ${parameters.alignment}
#define NLLGRAD_CALLS ${counts.calls}
#define NLLGRAD_BATCHES ${counts.batches}
#define NLLGRAD_CALLS_BIN_BYTES ${counts.bytes}
#define NLLGRAD_MOST_PAYLOAD_BYTES ${counts.payload}
#define NLLGRAD_MOST_BUFFER_BYTES ${counts.buffers}
#define NLLGRAD_MOST_RESULT_BYTES ${counts.result}

/* All integers of the files are unsigned, of 32 bits, and little-endian. These lie in memory as they come: words without gaps. */
#define NLLGRAD_MAGIC 0x474c4c4eu /* the bytes NLLG */
#define NLLGRAD_VERSION 1
#define NLLGRAD_BUFFERS ${BUFFERS.length}
#define NLLGRAD_LOGITS_GRAD ${BUFFERS.indexOf("logitsGrad")}

enum { NLLGRAD_HELLO = 1, NLLGRAD_BATCH, NLLGRAD_RESULT, NLLGRAD_PING, NLLGRAD_PONG, NLLGRAD_ERROR };
enum { NLLGRAD_BYTES_FOLLOW = 0, NLLGRAD_PATTERN, NLLGRAD_LEFT };
enum { NLLGRAD_RETURNED = 0, NLLGRAD_FAILED, NLLGRAD_CRASHED, NLLGRAD_HUNG, NLLGRAD_NOT_MADE };
enum {
${ENTRY_NAMES.map((name, place) => `    NLLGRAD_${name.toUpperCase()} = ${place},`).join("\n")}
};

/* Before each payload. crc: CRC-32 of the payload, as zlib has it. The id of a batch is that as well. */
struct nllgrad_frame {
    uint32_t magic, version, type, id, length, crc;
};

/* A batch's payload begins so; its calls follow. */
struct nllgrad_batch {
    uint32_t calls, alignment;
};

/* A buffer with the guards before and behind it, in bytes. pattern: four bytes to repeat, with content NLLGRAD_PATTERN. */
struct nllgrad_buffer {
    uint32_t bytes, before, behind, content, pattern;
};

/* A call: then, for each buffer with content NLLGRAD_BYTES_FOLLOW, its bytes, padded with zeros to a multiple of 4. */
struct nllgrad_call {
    uint32_t function, batch, class_num, reduction, core_mask, milliseconds;
    struct nllgrad_buffer buffers[NLLGRAD_BUFFERS]; /* ${BUFFERS.map((name) => DOCUMENT_NAMES[name]).join(", ")} */
};

/* A result: then its text and, for each bit of regions, the buffer with its guards, each padded to a multiple of 4. */
struct nllgrad_result {
    uint32_t call, status, text, regions;
};
${half}
#ifdef __cplusplus
extern "C" {
#endif

${prototypes.join("\n")}

#ifdef __cplusplus
}
#endif

#endif
`;
}
