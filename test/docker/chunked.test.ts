import { describe, expect, it } from "vitest";
import { chunkedBody } from "../../src/docker/chunked.ts";

/** Gives a body to a reader in pieces of the sizes that `cut` says. */
function read(body: Uint8Array, cut: () => number): { readonly text: string; readonly isDone: boolean } {
  const chunks = chunkedBody();
  let text = "";
  for (let at = 0; at < body.length; ) {
    const piece = body.slice(at, at + cut());
    at += piece.length;
    text += Buffer.from(chunks.take(piece)).toString("latin1");
  }
  return { text, isDone: chunks.isDone() };
}

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * sides);
  };
}

describe("chunkedBody", () => {
  it("gives the content of chunks that are cut anywhere, line ends within it included", () => {
    const roll = dice(7);
    for (let round = 0; round < 300; round++) {
      const contents = Array.from({ length: roll(8) }, () =>
        Array.from({ length: 1 + roll(40) }, () => "\r\n0a;"[roll(5)] ?? "").join(""),
      );
      const chunks = contents.map((content) => `${content.length.toString(16)}\r\n${content}\r\n`).join("");
      const result = read(Buffer.from(`${chunks}0\r\n\r\n`), () => 1 + roll(12));
      expect(result).toEqual({ text: contents.join(""), isDone: true });
    }
  });

  it("knows a body that has not been read to its end", () => {
    expect(read(Buffer.from("5\r\nhello\r\n"), () => 3)).toEqual({ text: "hello", isDone: false });
    expect(read(Buffer.from("A;name=5\r\nhe"), () => 3)).toEqual({ text: "he", isDone: false });
  });

  it("reads sizes in either case, with extensions, and nothing after the end", () => {
    const long = "x".repeat(0xab);
    expect(read(Buffer.from(`aB;name=ff\r\n${long}\r\n0;last\r\nTrailer: 5\r\n\r\n`), () => 1000).text).toBe(long);
  });

  it("throws for what is no size", () => {
    expect(() => read(Buffer.from("5\r\nhello\r\nHTTP/1.1"), () => 1000)).toThrow("damaged");
  });
});
