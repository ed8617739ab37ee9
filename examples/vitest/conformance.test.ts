/** A suite of vitest with one test for each clause, of a kernel in this repository. */
import { describeConformance } from "nlllossgrad-conformance/vitest";
import kernel from "../module/kernel.ts";

describeConformance(kernel, { tier: "smoke" });
