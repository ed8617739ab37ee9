import { describe, expect, it } from "vitest";
import { type Alarm, Alarms, type Sight } from "./alarms.ts";

/** Looks each second, `rate` cases a second, and gives when which alarms were raised. */
function watched(alarms: Alarms): {
  run(seconds: number, rate: number, change?: Partial<Sight>): void;
  raised: [number, string][];
} {
  let now = 0;
  let sitting = 0;
  const raised: [number, string][] = [];
  return {
    run(seconds, rate, change = {}) {
      for (let k = 0; k < seconds; k++) {
        now += 1000;
        sitting += rate;
        const heard = new Map([[0, now]]);
        for (const { kind } of alarms.look({ now, phase: "judging", sitting, heard, ...change })) raised.push([now / 1000, kind]);
      }
    },
    raised,
  };
}

const kinds = ({ standing }: Alarms): Alarm["kind"][] => standing.map(({ kind }) => kind);

describe("a campaign is said", () => {
  it("to stand still after a minute without a case, once, until there is one again", () => {
    const alarms = new Alarms();
    const { run, raised } = watched(alarms);
    run(30, 1000);
    run(60, 0);
    expect(raised).toEqual([]);
    run(30, 0);
    expect(raised).toEqual([[91, "no-executions"]]);
    expect(alarms.standing[0]?.message).toMatch(/^no case ended in the last 90 s: /);
    run(1, 5);
    expect(alarms.standing).toEqual([]);
    run(455, 0);
    expect(raised).toEqual([[91, "no-executions"]]);
    run(2, 0);
    expect(raised[1]?.[1]).toBe("no-executions");
  });

  it("nothing of while findings are shrunk, however long that takes", () => {
    const alarms = new Alarms();
    const { run, raised } = watched(alarms);
    run(5, 1000);
    run(3000, 0, { phase: "shrinking" });
    run(50, 0);
    run(100, 1000);
    expect(raised).toEqual([]);
  });

  it("to be slow once its rate falls under half of what it was, and not before it is known", () => {
    const alarms = new Alarms();
    const { run, raised } = watched(alarms);
    run(20, 2000);
    run(20, 1000);
    run(300, 1000);
    expect(raised).toEqual([]);
    run(60, 600);
    expect(raised).toEqual([]);
    run(60, 300);
    expect(raised.map(([, kind]) => kind)).toEqual(["falling-rate"]);
    expect(alarms.standing[0]?.message).toMatch(/^the rate fell from \d+ to \d+ cases a second/);
    // It is what it is now.
    run(400, 300);
    expect(alarms.standing).toEqual([]);
  });

  it("to have lost a worker that is silent while others are not", () => {
    const alarms = new Alarms();
    const { run, raised } = watched(alarms);
    run(10, 100);
    run(70, 100, { heard: new Map([[4, 10_000]]) });
    expect(raised).toEqual([[71, "worker-gone"]]);
    expect(alarms.standing[0]?.message).toMatch(/^whoever carries out shard 5 has told nothing for \d+ s/);
    run(1, 100);
    expect(kinds(alarms)).toEqual([]);
  });

  it("what else is wrong, the last of each kind", () => {
    const alarms = new Alarms();
    alarms.raise({ kind: "report", message: "disk full" });
    alarms.raise({ kind: "on-finding", message: "exit code 1" });
    alarms.raise({ kind: "report", message: "gone" });
    watched(alarms).run(3, 1000);
    expect(alarms.standing.map(({ message }) => message)).toEqual(["gone", "exit code 1"]);
  });
});
