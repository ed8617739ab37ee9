/*
 * zoo: code-made-at-run-time
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: JavaScript that makes and compiles a function for each entry, reduction and width as it meets them, reads and writes bytes through a DataView, and rounds halves by hand.
 */
const compiled = new Map();

/** The half nearest to a number that float holds or that is a quotient of two: its step, then ties to even. */
function toHalf(x) {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = Object.is(x, -0) || x < 0 ? 0x8000 : 0;
  const a = Math.abs(x);
  if (a >= 65520) return sign | 0x7c00;
  let exponent = -14;
  while (a >= 2 ** (exponent + 1)) exponent++;
  const steps = a / 2 ** (exponent - 10);
  let n = Math.floor(steps);
  if (steps - n > 0.5 || (steps - n === 0.5 && n % 2 === 1)) n++;
  return sign | (((exponent + 14) << 10) + n);
}

function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
}

/** f(view, at, batch), where `at` holds the byte offsets of lossGrad, labels, weight, totalWeight and logitsGrad. */
function make(half, reduction, classNum) {
  const size = half ? 2 : 4;
  const get = (at) => (half ? `fromHalf(view.getUint16(${at}, true))` : `view.getFloat32(${at}, true)`);
  const put = (at, v) => (half ? `view.setUint16(${at}, toHalf(${v}), true)` : `view.setFloat32(${at}, ${v}, true)`);
  const round = (v) => (half ? `fromHalf(toHalf(${v}))` : `Math.fround(${v})`);
  const product = round(`-${get(reduction === 2 ? `at[0] + i * ${size}` : "at[0]")} * ${get(`at[2] + y * ${size}`)}`);
  const value = reduction === 1 ? `${product} / ${get("at[3]")}` : product;
  const body = `
    for (let i = 0; i < batch; i++) {
      const y = view.getInt32(at[1] + i * 4, true), row = at[4] + i * ${classNum * size};
      for (let k = ${classNum * size} - 1; k >= 0; k--) view.setUint8(row + k, 0);
      ${put(`row + y * ${size}`, value)};
    }`;
  return new Function("toHalf", "fromHalf", `return (view, at, batch) => {${body}};`)(toHalf, fromHalf);
}

export default {
  name: "code-made-at-run-time",
  elementTypes: ["hp", "fp"],
  open: ({ memory }) => ({
    call({ entry, lossGrad, labels, weight, totalWeight, logitsGrad, batch, classNum, reduction }) {
      const key = `${entry} ${reduction} ${classNum}`;
      if (!compiled.has(key)) compiled.set(key, make(entry.startsWith("hp"), reduction, classNum));
      const at = [lossGrad, labels, weight, totalWeight, logitsGrad].map(({ byteOffset }) => byteOffset);
      compiled.get(key)(new DataView(memory.buffer), at, batch);
    },
    close() {},
  }),
};
