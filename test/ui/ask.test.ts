import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { Interrupted } from "../../src/core/error.ts";
import { askYes } from "../../src/ui/ask.ts";

function asking(words?: string) {
  const input = new PassThrough();
  const output = new PassThrough();
  const controller = new AbortController();
  if (words !== undefined) input.end(words);
  return { input, output, controller, answer: askYes("sure?", { input, output, signal: controller.signal }) };
}

it.each([
  ["y\n", true],
  ["Yes\n", true],
  ["no\n", false],
  ["\n", false],
  ["", false],
])("%j is %s", async (words, expected) => {
  const { answer, output } = asking(words);
  expect(await answer).toBe(expected);
  expect(String(output.read())).toBe("sure? [y/N] ");
});

it("an interrupt ends it", async () => {
  const { answer, controller } = asking();
  controller.abort();
  await expect(answer).rejects.toBeInstanceOf(Interrupted);
});
