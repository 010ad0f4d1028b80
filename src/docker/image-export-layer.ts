import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { UserError } from "../core/error.ts";
import { type BinaryProbe, binaryProbe } from "../core/size/go-binary.ts";
import { type LayerEntry, type LayerFiles, layerEntry } from "../core/size/layer-files.ts";
import { type TarBody, type TarEntry, tarReader } from "../core/size/tar.ts";

/** A layer whose bytes are coming in. */
export interface LayerReading extends TarBody {
  /** What has been read of it. */
  readonly layer: ReadLayer;
  /** Resolves when more bytes may be written; undefined: they may be now. */
  readonly room: () => Promise<void> | undefined;
  /** Resolves when all that was written has been read; rejects where it is damaged. */
  readonly done: () => Promise<void>;
  readonly destroy: () => void;
}

/** A layer before the image's description says which one it is. It fills up while it is read. */
export interface ReadLayer {
  readonly entries: LayerEntry[];
  readonly binaries: LayerFiles["binaries"][number][];
  /** False where the bytes were no layer after all. */
  readonly isTar: () => boolean;
  readonly sizeBytes: () => number;
  readonly compressed: () => LayerFiles["compressed"];
}

/** Begins to read a layer; `first` are its first bytes, which are then written like all others. UserError for a compression that this Node does not know. */
export function readLayer(
  first: Uint8Array,
  storedBytes: number,
  { compress, binaries }: { readonly compress: boolean; readonly binaries: boolean },
): LayerReading {
  const format = formatOf(first);
  const files = fileReader(binaries);
  const unpack = format === "plain" ? undefined : feed(unpacker(format), (bytes) => files.write(bytes));
  const pack =
    format === "plain" && compress ? feed(zlib.createGzip(), (bytes) => files.countCompressed(bytes.length)) : undefined;
  const feeds = [unpack, pack].flatMap((each) => each ?? []);
  return {
    layer: {
      entries: files.entries,
      binaries: files.binaries,
      isTar: files.isTar,
      sizeBytes: files.sizeBytes,
      compressed: () => {
        if (format !== "plain") return { bytes: storedBytes, computed: false };
        return pack ? { bytes: files.compressedBytes(), computed: true } : undefined;
      },
    },
    write: (bytes) => {
      if (!unpack) files.write(bytes);
      for (const each of feeds) each.write(bytes);
    },
    end: () => {
      for (const each of feeds) each.end();
    },
    room: () => {
      const waits = feeds.flatMap((each) => each.room() ?? []);
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
    },
    done: async () => {
      for (const each of feeds) await each.done();
    },
    destroy: () => {
      for (const each of feeds) each.destroy();
    },
  };
}

type Format = "plain" | "gzip" | "zstd";

function formatOf(first: Uint8Array): Format {
  if (first[0] === 0x1f && first[1] === 0x8b) return "gzip";
  return first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd ? "zstd" : "plain";
}

function unpacker(format: "gzip" | "zstd"): Transform {
  if (format === "gzip") return zlib.createGunzip();
  const make = (zlib as { readonly createZstdDecompress?: () => Transform }).createZstdDecompress;
  if (make) return make();
  throw new UserError("the layers of the image are compressed with zstd, which this Node cannot read", {
    remedy: "use Node 22.15 or newer; gdev size without --files needs no export",
  });
}

interface Feed {
  readonly write: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly room: () => Promise<void> | undefined;
  readonly done: () => Promise<void>;
  readonly destroy: () => void;
}

/** A transforming stream that is written to without waiting; `room` is what keeps it from filling up. */
function feed(stream: Transform, take: (bytes: Uint8Array) => void): Feed {
  let drained: Promise<void> | undefined;
  stream.on("data", take);
  const ended = new Promise<void>((resolve, reject) => {
    stream.once("end", resolve);
    stream.once("error", reject);
    stream.once("close", resolve);
  });
  ended.catch(() => {});
  return {
    write: (bytes) => {
      if (stream.write(Buffer.from(bytes)) || drained) return;
      const drain = new Promise<void>((resolve) => stream.once("drain", () => resolve()));
      drained = Promise.race([drain, ended]).then(() => {
        drained = undefined;
      });
    },
    end: () => stream.end(),
    room: () => drained,
    done: () => ended,
    destroy: () => stream.destroy(),
  };
}

/** A program smaller than this is not opened up. */
const smallestProgram = 100_000;

function fileReader(withBinaries: boolean) {
  const entries: LayerEntry[] = [];
  const binaries: LayerFiles["binaries"][number][] = [];
  let sizeBytes = 0;
  let compressedBytes = 0;
  let broken = false;
  const probe = (entry: TarEntry, path: string): TarBody | undefined => {
    const wanted = withBinaries && entry.type === "file" && entry.sizeBytes >= smallestProgram && (entry.mode & 0o111) !== 0;
    if (!wanted) return undefined;
    const program: BinaryProbe = binaryProbe(entry.sizeBytes);
    return {
      write: program.write,
      end: () => {
        const binary = program.end();
        if (binary) binaries.push({ path, sizeBytes: entry.sizeBytes, binary });
      },
    };
  };
  const tar = tarReader((member) => {
    const entry = layerEntry(member);
    if (!entry) return undefined;
    entries.push(entry);
    sizeBytes += entry.sizeBytes;
    return probe(member, entry.path);
  });
  return {
    entries,
    binaries,
    write: (bytes: Uint8Array): void => {
      if (broken) return;
      try {
        tar.write(bytes);
      } catch {
        broken = true;
      }
    },
    countCompressed: (bytes: number): void => {
      compressedBytes += bytes;
    },
    isTar: () => !broken,
    sizeBytes: () => sizeBytes,
    compressedBytes: () => compressedBytes,
  };
}
