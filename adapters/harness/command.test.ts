import { describe, expect, it } from "vitest";
import { UnusableTarget } from "../unusable.ts";
import { splitCommand } from "./command.ts";

describe("a command", () => {
  it.each([
    ["./harness", ["./harness"]],
    ["  ./harness \t --fast\n", ["./harness", "--fast"]],
    [`"my harness" --name 'a b'`, ["my harness", "--name", "a b"]],
    ["my\\ harness", ["my harness"]],
    [`--json='{"a": 1}'`, ['--json={"a": 1}']],
    [`"a \\" b"`, ['a " b']],
    [`'a \\ b'`, ["a \\ b"]],
    [`''`, [""]],
    [`a"" ''b`, ["a", "b"]],
    ["\\'", ["'"]],
    ["back\\", ["back\\"]],
    // Nothing is expanded: no shell reads it.
    ["$HOME *.c ~ ; rm | cat > out", ["$HOME", "*.c", "~", ";", "rm", "|", "cat", ">", "out"]],
  ])("%j is parted into %j", (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it.each([
    ["", "exec: names no command; write exec:COMMAND ARG, in quotes for your shell"],
    ["  ", "exec: names no command; write exec:COMMAND ARG, in quotes for your shell"],
    [`./harness "x`, `exec:./harness "x: the quote " is not closed`],
    [`it's`, `exec:it's: the quote ' is not closed`],
  ])("%j is refused, with what is wrong and what to do", (text, message) => {
    expect(() => splitCommand(text)).toThrow(new UnusableTarget(message));
  });
});
