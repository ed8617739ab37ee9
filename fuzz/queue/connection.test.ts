import { describe, expect, it } from "vitest";
import { readAddress } from "./address.ts";
import { connect } from "./connection.ts";
import { QueueProblem } from "./problem.ts";
import { listened } from "./queue.fixture.ts";
import { HAS_QUEUE, NEEDS_QUEUE, startRedis } from "./redis.fixture.ts";

describe.skipIf(!HAS_QUEUE)(`a connection${NEEDS_QUEUE}`, () => {
  it("says when it is lost and when it is back, and answers then what was asked meanwhile", async () => {
    const server = await startRedis();
    const voice = listened();
    const connection = await connect(readAddress(server.url, undefined), voice);
    await server.kill();
    while (voice.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const asked = connection.redis.ping();
    await server.start();
    expect(await asked).toBe("PONG");
    connection.close();
    expect(voice.lines).toEqual([
      `${server.url}: the connection is lost; trying again`,
      expect.stringMatching(/: the connection is back after \d+ (ms|s)$/),
    ]);
  });
});

describe("where a queue is", () => {
  it("is read with all its parts, and shown without the password", () => {
    const parts = { host: "h.example", port: 7000, username: "me", password: "a b@", database: 3, tls: true };
    const shown = "rediss://me@h.example:7000/3";
    expect(readAddress("rediss://me:a%20b%40@h.example:7000/3", "other")).toEqual({ ...parts, shown });
  });

  it("needs a host and no more; the password may come from elsewhere, the one in the address comes first", () => {
    const plain = { port: 6379, username: undefined, password: undefined, database: 0, tls: false };
    expect(readAddress("redis://h", undefined)).toEqual({ host: "h", ...plain, shown: "redis://h:6379" });
    expect(readAddress("redis://[::1]", "apart")).toMatchObject({ host: "::1", password: "apart", shown: "redis://[::1]:6379" });
    expect(readAddress("redis://:own@h", "apart")).toMatchObject({ password: "own", shown: "redis://h:6379" });
  });

  it.each([
    "",
    "h:6379",
    "http://:secret@h",
    "redis://:secret@",
    "redis://:secret@h/x",
    "redis://:secret@h?a=b",
    "redis://:secret%@h",
  ])("is refused as %j, in words that do not hold it", (text) => {
    let problem: unknown;
    try {
      readAddress(text, undefined);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(QueueProblem);
    expect((problem as Error).message).toMatch(/^--queue: .*; takes redis:\/\//);
    expect((problem as Error).message).not.toContain("secret");
  });
});
