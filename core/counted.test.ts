import { expect, it } from "vitest";
import { counted } from "./counted.ts";

it("a count has its noun in the singular for one alone", () => {
  expect([0, 1, 2, 21].map((n) => counted(n, "case", "cases"))).toEqual(["0 cases", "1 case", "2 cases", "21 cases"]);
});
