import { EngineError, Interrupted, UserError, wordsOf } from "../core/error.ts";
import type { LayerFiles } from "../core/size/layer-files.ts";
import { type TarBody, tarReader } from "../core/size/tar.ts";
import type { Engine } from "./engine.ts";
import { download } from "./engine-download.ts";
import { type ExportParts, exportedLayers } from "./image-export-index.ts";
import { type LayerReading, readLayer } from "./image-export-layer.ts";

export interface ExportQuestion {
  /** Id or name. */
  readonly image: string;
  /** Compress every layer that the engine stores unpacked, to say what it weighs in a registry: several times slower. */
  readonly compress: boolean;
  /** Also open up the programs in the layers. */
  readonly binaries: boolean;
  readonly signal: AbortSignal;
  /** Bytes of the export read so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Reads an image's layers, lowest first, out of the engine's export, as it streams by: nothing is written to the disk, and memory holds the names
 * of the files, never what is in them. Knows the layout of OCI and of `docker save`, layers that are plain, gzip or zstd (that needs Node 22.15).
 * UserError where the image is not there, was removed meanwhile, or cannot be read; Interrupted when `signal` aborts.
 */
export async function readImageExport(engine: Engine, question: ExportQuestion): Promise<readonly LayerFiles[]> {
  const { image, signal } = question;
  const parts: ExportParts = { json: new Map(), layers: new Map(), links: new Map() };
  const readings: LayerReading[] = [];
  try {
    const archive = tarReader(({ path, type, sizeBytes, target }) => {
      if (type === "symlink" && target !== undefined) parts.links.set(path, target);
      if (type !== "file" || sizeBytes === 0) return undefined;
      return sniff(sizeBytes, {
        json: (text) => parts.json.set(path, text),
        layer: (first) => {
          const reading = readLayer(first, sizeBytes, question);
          readings.push(reading);
          parts.layers.set(path, reading.layer);
          return reading;
        },
      });
    });
    let read = 0;
    const take = (bytes: Uint8Array): Promise<void> | undefined => {
      archive.write(bytes);
      read += bytes.length;
      question.onProgress?.(read);
      return readings.at(-1)?.room();
    };
    await download(engine, { path: `/images/${encodeURI(image)}/get`, signal, take });
    archive.end();
    for (const reading of readings) await reading.done();
  } catch (error) {
    throw signal.aborted ? new Interrupted() : unreadable(image, error);
  } finally {
    for (const reading of readings) reading.destroy();
  }
  const layers = await exportedLayers(parts);
  if (!layers) throw unreadable(image, new Error("the export names no layers"));
  return layers;
}

interface Kinds {
  readonly json: (text: string) => void;
  readonly layer: (first: Uint8Array) => TarBody;
}

/** What is larger is no description of an image, whatever it begins with. */
const longestJson = 8 << 20;

/** Tells descriptions from layers by their first byte: neither a tar of files nor a compressed one begins with a bracket. */
function sniff(sizeBytes: number, kinds: Kinds): TarBody {
  let body: TarBody | undefined;
  return {
    write: (bytes) => {
      body ??= isJson(bytes) && sizeBytes <= longestJson ? collectText(kinds.json) : kinds.layer(bytes);
      body.write(bytes);
    },
    end: () => body?.end(),
  };
}

function isJson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b || bytes[0] === 0x5b;
}

function collectText(take: (text: string) => void): TarBody {
  const chunks: Buffer[] = [];
  return {
    write: (bytes) => chunks.push(Buffer.from(bytes)),
    end: () => take(Buffer.concat(chunks).toString("utf8")),
  };
}

function unreadable(image: string, error: unknown): Error {
  if (error instanceof UserError) return error;
  if (error instanceof EngineError && error.status === 404)
    return new UserError(`image ${image} is not there any more`, {
      why: error.message,
      remedy: "it was removed while it was being read; build it again: gdev size --build",
    });
  return new UserError(`the layers of image ${image} cannot be read`, {
    why: wordsOf(error),
    remedy: "try again; docker image inspect tells whether the engine still has the image",
  });
}
