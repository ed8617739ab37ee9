import koffi from "koffi";

/** The C library's memset, to zero. */
export interface Memset {
  /** On the calling thread. */
  zero(output: Uint8Array): void;
  /** In as many equal parts as `threads`, one of them on the calling thread, the others on threads of their own. */
  spread(output: Uint8Array, threads: number): Promise<void>;
}

/** The memset of this process's own C library: the one that any C kernel here would call. */
export function openMemset(): Memset {
  const memset = koffi.load(null).func("memset", "void", ["void *", "int", "size_t"]);
  return {
    zero(output) {
      memset(output, 0, output.length);
    },
    async spread(output, threads) {
      const edge = (part: number): number => Math.floor((output.length * part) / threads);
      const parts = Array.from({ length: threads }, (_, part) => output.subarray(edge(part), edge(part + 1)));
      const [own, ...others] = parts;
      const ended = others.map(
        (part) =>
          new Promise<void>((resolve, reject) =>
            memset.async(part, 0, part.length, (error: unknown) => (error ? reject(error) : resolve())),
          ),
      );
      if (own !== undefined) memset(own, 0, own.length);
      await Promise.all(ended);
    },
  };
}
