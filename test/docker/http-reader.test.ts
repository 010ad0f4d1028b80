import { describe, expect, it } from "vitest";
import { httpReader } from "../../src/docker/http-reader.ts";

interface Answer {
  readonly body: string;
  readonly status: number | undefined;
  readonly done: boolean;
  readonly refusal: string | undefined;
}

function read(text: string, step: number): Answer {
  const bytes = Buffer.from(text, "latin1");
  let body = "";
  const reader = httpReader((taken) => {
    body += Buffer.from(taken).toString("latin1");
    return undefined;
  });
  for (let at = 0; at < bytes.length; at += step) reader.write(bytes.subarray(at, at + step));
  const { status, done, refusal } = reader.end();
  return { body, status, done, refusal };
}

const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\n";
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

describe.each([1, 2, 3, 7, 1000])("an answer in pieces of %i bytes", (step) => {
  it.each([
    [
      "chunked to its end",
      `${chunked}5\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n`,
      { body: "hello0123456789", done: true },
    ],
    ["of a known length", `${ok}Content-Length: 5\r\n\r\nhello`, { body: "hello", done: true }],
    ["of a known length, cut short", `${ok}Content-Length: 9\r\n\r\nhello`, { body: "hello", done: false }],
    ["up to the end of the connection", `${ok}\r\nhello`, { body: "hello", done: true }],
    ["empty", `${ok}Content-Length: 0\r\n\r\n`, { body: "", done: true }],
    ["chunked, cut short", `${chunked}5\r\nhel`, { body: "hel", done: false }],
  ])("%s", (_, text, expected) => {
    expect(read(text, step)).toEqual({ status: 200, refusal: undefined, ...expected });
  });

  it("a refusal has its words and no body", () => {
    const refused = 'HTTP/1.1 404 Not Found\r\nContent-Length: 28\r\n\r\n{"message":"No such image"}\n';
    expect(read(refused, step)).toEqual({ body: "", status: 404, done: true, refusal: "No such image" });
  });

  it("what is no HTTP is an error", () => {
    expect(() => read("SSH-2.0-OpenSSH_9.2\r\n", step)).toThrow("no HTTP");
    expect(() => read(`${chunked}zz\r\n`, step)).toThrow("damaged");
  });
});

describe("a taker that is not ready", () => {
  it("holds the engine back until it is", async () => {
    let release = (): void => {};
    const pending = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reader = httpReader(() => pending);
    const { hold } = reader.write(Buffer.from(`${ok}Content-Length: 3\r\n\r\nabc`));
    let held = true;
    const end = hold?.then(() => {
      held = false;
    });
    expect(held).toBe(true);
    release();
    await end;
    expect(held).toBe(false);
  });
});
