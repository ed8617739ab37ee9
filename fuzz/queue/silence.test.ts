import { describe, expect, it } from "vitest";
import { Silence } from "./silence.ts";

describe("silence", () => {
  it("is told of when no worker takes a shard, and again after twice as long each time", () => {
    const silence = new Silence(30_000, "start one");
    const told = Array.from({ length: 300 }, (_, second) => silence.look(1000 * second, { waiting: 2, active: 0 }));
    expect(told.flatMap((line, second) => (line === null ? [] : [second]))).toEqual([30, 60, 120, 240]);
    expect(told[30]).toBe("no worker has taken a shard for 30 s (2 shards are waiting); start one");
  });

  it("is told of ten times later when shards are under way and none ends", () => {
    const silence = new Silence(30_000, "start one");
    const told = Array.from({ length: 400 }, (_, second) => silence.look(1000 * second, { waiting: 1, active: 1 }));
    expect(told.flatMap((line, second) => (line === null ? [] : [[second, line]]))).toEqual([
      [300, "1 shard is under way at workers, and none has ended for 5 min"],
    ]);
  });

  it("ends when a shard is taken, when one comes back, and when there is none to wait for", () => {
    const silence = new Silence(30_000, "start one");
    expect(silence.look(0, { waiting: 2, active: 0 })).toBeNull();
    expect(silence.look(40_000, { waiting: 1, active: 1 })).toBeNull();
    silence.stir();
    expect(silence.look(350_000, { waiting: 1, active: 0 })).toBeNull();
    expect(silence.look(360_000, { waiting: 0, active: 0 })).toBeNull();
    expect(silence.look(395_000, { waiting: 1, active: 0 })).toBeNull();
    expect(silence.look(425_000, { waiting: 1, active: 0 })).toMatch(/for 30 s/);
  });
});
