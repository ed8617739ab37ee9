import type { CaseMatrix, Guards, MatrixRow } from "../../core/case-matrix.ts";
import { decimalOf, elementsOf, sameBits, valueOfBits } from "./bits.ts";
import { escapeText, plural } from "./text.ts";

/** What a cell turned out as. */
type CellState = "unknown" | "unwritten" | "right" | "wrong";

const STATE_WORD: Readonly<Record<CellState, string>> = {
  unknown: "not known",
  unwritten: "never written",
  right: "right",
  wrong: "wrong",
};

function stateOf({ format, poison }: CaseMatrix, row: MatrixRow, isLabel: boolean, received: string | undefined): CellState {
  if (received === undefined) return "unknown";
  const legal = isLabel
    ? elementsOf(row.legal).some((bits) => sameBits(format, bits, received))
    : valueOfBits(format, received) === 0;
  if (legal) return "right";
  return received === poison ? "unwritten" : "wrong";
}

function drawCell(matrix: CaseMatrix, row: MatrixRow, i: number, j: number, received: string | undefined): string {
  const { format, cell } = matrix;
  const isLabel = row.label === j;
  const state = stateOf(matrix, row, isLabel, received);
  const expected = isLabel ? (elementsOf(row.legal)[0] as string) : null;
  const shown = received ?? expected;
  const value = shown === null ? "0" : decimalOf(format, shown);
  const isZero = shown === null || /^0+$/.test(shown);
  const found = cell !== null && cell[0] === i && cell[1] === j;
  const wanted = isLabel ? decimalOf(format, expected as string) : "0";
  const lines = [
    `<span class="value">${state === "wrong" || state === "unwritten" ? "✗ " : ""}${value}</span>`,
    isZero ? "" : `<span class="bits">${shown}</span>`,
    state === "wrong" || state === "unwritten" ? `<span class="wanted">≠ ${wanted}</span>` : "",
  ];
  const kind = isLabel ? "label" : "off";
  const words = `row ${i}, class ${j}, ${isLabel ? "label cell" : "off-label cell"}: ${STATE_WORD[state]}`;
  return `<td class="${kind} ${state}${found ? " found" : ""}" title="${words}">${lines.join("")}</td>`;
}

/** The formula of a row's label cell, with its operands. */
function drawFormula({ format, weight, column, totalWeight }: CaseMatrix, row: MatrixRow): string {
  const legal = elementsOf(row.legal);
  const w = elementsOf(weight)[row.label - column];
  const operands = [
    `-${decimalOf(format, row.lossGrad)}`.replace("--", ""),
    w === undefined ? `w[${row.label}]` : decimalOf(format, w),
  ];
  const quotient = totalWeight === null ? "" : ` / ${decimalOf(format, totalWeight)}`;
  const others = legal.length > 1 ? ` <span class="dim">or ${plural(legal.length - 1, "other", "others")}</span>` : "";
  return `<td class="formula">${operands.join(" × ")}${quotient} = <b>${decimalOf(format, legal[0] as string)}</b> <span class="bits">${legal[0]}</span>${others}</td>`;
}

function drawUnits(text: string, canary: string): string {
  return elementsOf(text)
    .map((unit) => (unit === canary ? `<i title="untouched"></i>` : `<i class="broken" title="written">${unit}</i>`))
    .join("");
}

function drawGuards({ buffer, canary, before, behind }: Guards): string {
  const broken = [...elementsOf(before), ...elementsOf(behind)].filter((unit) => unit !== canary).length;
  const words = broken === 0 ? "untouched" : `${plural(broken, "unit", "units")} of 16 bits written`;
  return `<p class="guards"><span class="dim">guards</span> <span class="units">${drawUnits(before, canary)}</span><span class="buffer">${escapeText(buffer)}</span><span class="units">${drawUnits(behind, canary)}</span> <span class="${broken === 0 ? "dim" : "bad"}">${broken === 0 ? "" : "✗ "}${words}</span></p>`;
}

function drawCut({ batch, classNum, row, column, rows, weight }: CaseMatrix): string {
  const columns = elementsOf(weight).length;
  const parts = [
    ...(rows.length < batch ? [`rows ${row} to ${row + rows.length - 1} of ${batch}`] : []),
    ...(columns < classNum ? [`classes ${column} to ${column + columns - 1} of ${classNum}`] : []),
  ];
  return parts.length === 0 ? "" : `<p class="dim">Cut: ${parts.join(", ")} are drawn.</p>`;
}

/** A shrunk case as the small matrix that it is: inputs at its edges, and each cell with its value and bits. */
export function drawCase(matrix: CaseMatrix): string {
  const { format, row: first, column, rows, weight, totalWeight } = matrix;
  if (rows.length === 0) return `<div class="case"><p class="dim">The case has no rows.</p></div>`;
  const weights = elementsOf(weight);
  const heads = weights.map((_, k) => `<th scope="col">${column + k}</th>`).join("");
  const edges = weights.map((bits) => `<td title="weight ${bits}">${decimalOf(format, bits)}</td>`).join("");
  const body = rows.map((row, k) => {
    const received = row.received === null ? [] : elementsOf(row.received);
    const cells = weights.map((_, j) => drawCell(matrix, row, first + k, column + j, received[j])).join("");
    return `<tr><th scope="row">${first + k}</th><td class="edge" title="loss_grad ${row.lossGrad}">${decimalOf(format, row.lossGrad)}</td>${cells}${drawFormula(matrix, row)}</tr>`;
  });
  const unseen = rows.every((row) => row.received === null);
  return `<div class="case"><div class="scroll"><table>
<thead><tr><th></th><th>class</th>${heads}<th></th></tr>
<tr class="edge"><th>row</th><th>loss_grad</th>${edges}<td class="dim">← weight${totalWeight === null ? "" : `, total_weight ${decimalOf(format, totalWeight)}`}</td></tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>
${unseen ? `<p class="dim">What came is not known cell by cell: expected values are drawn.</p>` : ""}${drawCut(matrix)}${matrix.guards === null ? "" : drawGuards(matrix.guards)}</div>`;
}
