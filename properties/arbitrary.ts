import { Arbitrary, type Random as FastCheckRandom, Stream, Value } from "fast-check";
import type { Platform } from "../core/contract.ts";
import { Random } from "../core/random.ts";
import { ENTRIES } from "../reference/operator.ts";
import type { Case } from "./case.ts";
import { drawCase } from "./generator.ts";
import type { ShapeClass } from "./shapes.ts";
import { simplerCases } from "./shrink.ts";

/**
 * Cases for fast-check, from the suite's own generator and shrinker: a case that fails in a test is the case that a gate
 * would draw, and shrinks as it would there.
 */
export class CaseArbitrary extends Arbitrary<Case> {
  private readonly platform: Platform;
  private readonly shape: ShapeClass;
  private readonly random = new Random();

  /** Cases that are valid on `platform`, their extents of one class. */
  constructor(platform: Platform, shape: ShapeClass = "small") {
    super();
    this.platform = platform;
    this.shape = shape;
  }

  override generate(source: FastCheckRandom, _biasFactor: number | undefined): Value<Case> {
    const word = (): number => source.nextInt(0, 0xffffffff);
    return new Value(drawCase(this.random.reset(word(), word(), word()), this.platform, this.shape, word() % 4096), undefined);
  }

  /** Any case of the platform can be shrunk, wherever it came from. */
  override canShrinkWithoutContext(value: unknown): value is Case {
    const entry = (value as Partial<Case> | null)?.entry;
    return entry !== undefined && this.platform.elementTypes.includes(ENTRIES[entry]?.type);
  }

  override shrink(value: Case, _context: unknown): Stream<Value<Case>> {
    return new Stream(simplerCases(value)).map((simpler) => new Value(simpler, undefined));
  }
}
