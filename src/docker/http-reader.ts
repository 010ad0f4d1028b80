/** How far an answer has been read. */
export interface HttpReading {
  /** Known once the head has been read. */
  readonly status?: number;
  /** The body has been read to its end. */
  readonly done: boolean;
  /** The words of an answer of 400 and more. */
  readonly refusal?: string;
  /** The taker wants no more bytes before this resolves. */
  readonly hold?: Promise<void>;
}

/** Reads one HTTP/1.1 answer to a GET that comes in pieces cut anywhere. */
export interface HttpReader {
  readonly write: (bytes: Uint8Array) => HttpReading;
  /** The connection has been closed. */
  readonly end: () => HttpReading;
}

const longestHead = 64 * 1024;
const longestRefusal = 64 * 1024;

/** A reader that gives the body of a success to `take`, without the marks of the chunked form. Throws for what is no HTTP. Source: RFC 9112. */
export function httpReader(take: (bytes: Uint8Array) => Promise<void> | undefined): HttpReader {
  const latin = new TextDecoder("latin1");
  let line = "";
  let status: number | undefined;
  let phase: "head" | "size" | "body" | "after-chunk" | "trailer" | "done" = "head";
  let chunked = false;
  let left = Number.POSITIVE_INFINITY;
  let refusal = "";
  let holds: Promise<void>[] = [];

  const give = (bytes: Uint8Array): void => {
    if ((status ?? 0) >= 400) {
      if (refusal.length < longestRefusal) refusal += new TextDecoder().decode(bytes);
      return;
    }
    const hold = take(bytes);
    if (hold) holds.push(hold);
  };
  /** One line of the head or between chunks, without its end. */
  const takeLine = (text: string): void => {
    if (phase === "size") {
      left = Number.parseInt(text, 16);
      if (Number.isNaN(left)) throw new Error("the engine's answer is damaged");
      phase = left === 0 ? "trailer" : "body";
    } else if (phase === "after-chunk") phase = "size";
    else if (phase === "trailer") phase = text === "" ? "done" : "trailer";
    else takeHeadLine(text);
  };
  const takeHeadLine = (text: string): void => {
    const found = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
    if (status === undefined && found === undefined) throw new Error("the engine's answer is no HTTP");
    if (found !== undefined && status === undefined) status = Number(found);
    else if (/^transfer-encoding:\s*chunked\s*$/i.test(text)) chunked = true;
    else if (/^content-length:/i.test(text)) left = Number(text.slice(15));
    else if (text === "") phase = chunked ? "size" : left === 0 ? "done" : "body";
  };

  return {
    write: (bytes) => {
      holds = [];
      for (let at = 0; at < bytes.length && phase !== "done"; ) {
        if (phase === "body") {
          const taken = Math.min(left, bytes.length - at);
          give(bytes.subarray(at, at + taken));
          at += taken;
          left -= taken;
          if (left === 0) phase = chunked ? "after-chunk" : "done";
          continue;
        }
        const end = bytes.indexOf(0x0a, at);
        line += latin.decode(bytes.subarray(at, end < 0 ? bytes.length : end));
        at = end < 0 ? bytes.length : end + 1;
        if (line.length > longestHead) throw new Error("the engine's answer is no HTTP");
        if (end < 0) break;
        const text = line.replace(/\r$/, "");
        line = "";
        takeLine(text);
      }
      return {
        ...(status === undefined ? {} : { status }),
        done: phase === "done",
        ...(holds.length > 0 ? { hold: Promise.all(holds).then(() => undefined) } : {}),
      };
    },
    end: () => ({
      ...(status === undefined ? {} : { status }),
      done: phase === "done" || (phase === "body" && !chunked && left === Number.POSITIVE_INFINITY),
      ...(refusal === "" ? {} : { refusal: wordsOf(refusal) }),
    }),
  };
}

function wordsOf(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message ?? text;
  } catch {
    return text;
  }
}
