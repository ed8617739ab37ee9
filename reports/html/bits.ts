import { FLOAT, HALF } from "../../core/format.ts";

/** The value of an element's bits, as people read it: six digits, since the bits stand beside it. */
export function decimalOf(format: "half" | "float", hex: string): string {
  const value = valueOfBits(format, hex);
  if (Object.is(value, -0)) return "-0";
  if (Number.isFinite(value)) return String(Number(value.toPrecision(6)));
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+∞" : "-∞";
}

/** The value of an element's bits, in hexadecimal digits. */
export function valueOfBits(format: "half" | "float", hex: string): number {
  return (format === "half" ? HALF : FLOAT).fromBits(Number.parseInt(hex, 16));
}

/** Whether two elements are the same value: +0 is -0, every NaN every NaN. */
export function sameBits(format: "half" | "float", a: string, b: string): boolean {
  const [x, y] = [valueOfBits(format, a), valueOfBits(format, b)];
  return x === y || (x !== x && y !== y);
}

/** Elements of a text of bits, parted by spaces. */
export function elementsOf(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}
