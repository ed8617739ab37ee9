/** A count with its noun: `1 case`, `2 cases`. */
export function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
