/** Takes the marks of HTTP's chunked form out of a body that comes in pieces cut anywhere. */
export interface ChunkedBody {
  /** Gives the content of the next piece: a view on the same memory, whose bytes are moved for it. Throws for what is no such body. */
  readonly take: (bytes: Uint8Array) => Uint8Array;
  /** Whether the body has been read to its end. */
  readonly isDone: () => boolean;
}

/** A body like `5\r\nhello\r\n0\r\n\r\n`. Source: RFC 9112, section 7.1. The engine's logs have a chunk for each line: nothing is made or decoded for one. */
export function chunkedBody(): ChunkedBody {
  /** What is still to come of the content of the chunk, and what has been read of the next one's size. */
  let left = 0;
  let size = 0;
  let line: "empty" | "size" | "extension" = "empty";
  let isDone = false;

  const takeMark = (byte: number): void => {
    if (byte === lineFeed) {
      // The line after a chunk's content is an empty one.
      if (line === "empty") return;
      isDone = size === 0;
      left = size;
      size = 0;
      line = "empty";
    } else if (byte === semicolon && line !== "empty") line = "extension";
    else if (byte !== carriageReturn && line !== "extension") {
      size = size * 16 + hexDigit(byte);
      line = "size";
    }
  };

  return {
    take(bytes) {
      let end = 0;
      for (let at = 0; at < bytes.length && !isDone; ) {
        if (left === 0) {
          takeMark(bytes[at++] ?? 0);
          continue;
        }
        const taken = Math.min(left, bytes.length - at);
        bytes.copyWithin(end, at, at + taken);
        end += taken;
        at += taken;
        left -= taken;
      }
      return bytes.subarray(0, end);
    },
    isDone: () => isDone,
  };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const semicolon = 0x3b;

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  if (letter >= 0x61 && letter <= 0x66) return letter - 0x61 + 10;
  throw new Error("the engine's answer is damaged");
}
