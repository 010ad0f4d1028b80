import { type PaxFields, parsePax, tarNumber, tarText } from "./tar-fields.ts";

/** One member of a tar. */
export interface TarEntry {
  /** As it stands in the archive; hostile. */
  readonly path: string;
  readonly type: "file" | "folder" | "hardlink" | "symlink" | "other";
  /** Of a sparse file what it has when it is unpacked, holes included. */
  readonly sizeBytes: number;
  readonly mode: number;
  /** What a link points to; hostile. */
  readonly target?: string;
}

/** Takes the bytes of one member. They are views on the archive's chunks: copy what is to be kept. */
export interface TarBody {
  readonly write: (bytes: Uint8Array) => void;
  readonly end: () => void;
}

/** Reads a tar that comes in chunks cut anywhere. Throws an Error where the bytes cannot be a tar. */
export interface TarReader {
  readonly write: (chunk: Uint8Array) => void;
  /** Throws where the archive breaks off inside a member. */
  readonly end: () => void;
}

/**
 * A reader that tells `onEntry` of each member and hands its bytes to the TarBody that this gives; without one they are skipped. Knows ustar, GNU
 * long names and sparse files, pax headers and numbers beyond eight octal digits. Memory: one header. Source: tar(5); GNU tar manual, "Tar Internals".
 */
export function tarReader(onEntry: (entry: TarEntry) => TarBody | undefined): TarReader {
  const header = new Uint8Array(block);
  let filled = 0;
  let bodyBytes = 0;
  let paddingBytes = 0;
  let body: TarBody | undefined;
  let sparseBlocks = false;
  let held: TarEntry | undefined;
  let pax: PaxFields = {};
  let ended = false;

  const begin = (entry: TarEntry): void => {
    body = onEntry(entry);
    if (bodyBytes === 0) finish();
  };
  const finish = (): void => {
    const done = body;
    body = undefined;
    done?.end();
  };
  const setSize = (storedBytes: number): void => {
    bodyBytes = storedBytes;
    paddingBytes = (block - (storedBytes % block)) % block;
  };
  /** A header that describes the next one: its body is collected. */
  const describe = (take: (bytes: Uint8Array) => PaxFields): void => {
    if (bodyBytes > longestDescription) throw new Error("a header in the archive is too long");
    const collected = new Uint8Array(bodyBytes);
    let at = 0;
    body = {
      write: (bytes) => {
        collected.set(bytes, at);
        at += bytes.length;
      },
      end: () => {
        pax = { ...pax, ...take(collected) };
      },
    };
    if (bodyBytes === 0) finish();
  };

  const readHeader = (): void => {
    if (sparseBlocks) {
      sparseBlocks = header[504] === 1;
      if (!sparseBlocks && held) begin(held);
      return;
    }
    if (header.every((byte) => byte === 0)) {
      ended = true;
      return;
    }
    checkSum(header);
    const type = String.fromCharCode(header[156] ?? 0);
    setSize(hasBody(type) ? tarNumber(header, 124, 12) : 0);
    const description = descriptions[type];
    if (description) {
      describe(description);
      return;
    }
    if (pax.size !== undefined && hasBody(type)) setSize(pax.size);
    const entry = entryOf(header, type, bodyBytes, pax);
    pax = {};
    sparseBlocks = type === "S" && header[482] === 1;
    if (sparseBlocks) held = entry;
    else begin(entry);
  };

  return {
    write: (chunk) => {
      let at = 0;
      while (at < chunk.length && !ended) {
        if (bodyBytes > 0 && !sparseBlocks) {
          const taken = Math.min(bodyBytes, chunk.length - at);
          body?.write(chunk.subarray(at, at + taken));
          at += taken;
          bodyBytes -= taken;
          if (bodyBytes === 0) finish();
        } else if (paddingBytes > 0 && !sparseBlocks) {
          const taken = Math.min(paddingBytes, chunk.length - at);
          at += taken;
          paddingBytes -= taken;
        } else {
          const taken = Math.min(block - filled, chunk.length - at);
          header.set(chunk.subarray(at, at + taken), filled);
          at += taken;
          filled += taken;
          if (filled < block) return;
          filled = 0;
          readHeader();
        }
      }
    },
    end: () => {
      if (bodyBytes > 0 || (filled > 0 && !ended)) throw new Error("the archive breaks off");
    },
  };
}

const block = 512;

/** Members that say something of the next one; what `g` says of all that follow does not touch sizes. */
const descriptions: Readonly<Record<string, (bytes: Uint8Array) => PaxFields>> = {
  L: (bytes) => ({ path: tarText(bytes, 0, bytes.length) }),
  K: (bytes) => ({ linkpath: tarText(bytes, 0, bytes.length) }),
  x: parsePax,
  g: () => ({}),
};

const longestDescription = 1 << 20;

function hasBody(type: string): boolean {
  return !["1", "2", "3", "4", "5", "6"].includes(type);
}

function entryOf(header: Uint8Array, type: string, storedBytes: number, pax: PaxFields): TarEntry {
  const target = pax.linkpath ?? tarText(header, 157, 100);
  const realBytes = type === "S" ? tarNumber(header, 483, 12) : pax.sparseBytes;
  return {
    path: pax.sparsePath ?? pax.path ?? plainPath(header),
    type: entryType(type, header),
    sizeBytes: realBytes ?? storedBytes,
    mode: tarNumber(header, 100, 8),
    ...(target === "" ? {} : { target }),
  };
}

/** Old archives mark a folder by the slash behind its name only. */
function entryType(type: string, header: Uint8Array): TarEntry["type"] {
  switch (type) {
    case "0":
    case "\0":
    case "7":
    case "S":
      return plainPath(header).endsWith("/") ? "folder" : "file";
    case "1":
      return "hardlink";
    case "2":
      return "symlink";
    case "5":
      return "folder";
    default:
      return "other";
  }
}

function plainPath(header: Uint8Array): string {
  const name = tarText(header, 0, 100);
  const prefix = tarText(header, 257, 8).startsWith("ustar") && header[263] === 0x30 ? tarText(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** The sum of the header's bytes, its own field read as spaces; some old programs summed signed bytes. */
function checkSum(header: Uint8Array): void {
  let sum = 0;
  let signed = 0;
  for (let at = 0; at < block; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0);
    sum += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const expected = tarNumber(header, 148, 8);
  if (sum !== expected && signed !== expected) throw new Error("the archive is damaged: the sum of a header is wrong");
}
