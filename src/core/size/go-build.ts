/** What the linker wrote into a program of how it was built. Source: Go, debug/buildinfo and runtime/debug. */
export interface BuildFacts {
  /** `go1.26.8`; absent in programs of Go before 1.18, which keep it elsewhere. */
  readonly goVersion?: string;
  /** The package of main, such as `example.com/shop/cmd/api`. */
  readonly mainPackage?: string;
  readonly module?: string;
  readonly moduleVersion?: string;
  readonly trimpath: boolean;
  /** As given; Go leaves them out of a program that was built with -trimpath. */
  readonly ldflags?: string;
  readonly cgo?: boolean;
}

/** `\xff Go buildinf:` */
export const buildMagic: readonly number[] = [0xff, ...Array.from(" Go buildinf:", (letter) => letter.charCodeAt(0))];

/** How much of a file from the magic on is looked at; a large module graph makes for tens of kilobytes. */
export const buildFactsBytes = 160 * 1024;

/** Bytes from the magic on → what they say; undefined where they only look like it. */
export function parseBuildFacts(bytes: Uint8Array): BuildFacts | undefined {
  const flags = bytes[15] ?? 0xff;
  const pointerBytes = bytes[14] ?? 0xff;
  if (flags > 3 || pointerBytes > 8) return undefined;
  // Without this flag there are two pointers into the program's data instead of the texts themselves.
  if ((flags & 2) === 0) return pointerBytes === 4 || pointerBytes === 8 ? { trimpath: false } : undefined;
  const version = textAt(bytes, 32);
  if (!version || !/^(?:go\d|devel)/.test(version.text)) return undefined;
  const module = textAt(bytes, version.end);
  return { goVersion: version.text, ...parseModuleText(module?.text ?? "") };
}

/** A text of the given length, which stands before it as a varint. */
function textAt(bytes: Uint8Array, from: number): { readonly text: string; readonly end: number } | undefined {
  let length = 0;
  let at = from;
  for (let shift = 0; ; shift += 7, at++) {
    const byte = bytes[at];
    if (byte === undefined || shift > 28) return undefined;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  at++;
  if (at + length > bytes.length) return undefined;
  return { text: new TextDecoder("latin1").decode(bytes.subarray(at, at + length)), end: at + length };
}

/** The lines `path`, `mod` and `build` of `go version -m`; 16 bytes of a mark stand before and after them. */
function parseModuleText(text: string): Omit<BuildFacts, "goVersion"> {
  const lines = (text.length >= 33 && text.at(-17) === "\n" ? text.slice(16, -16) : text)
    .split("\n")
    .map((line) => line.split("\t"));
  const setting = (name: string): string | undefined => {
    const found = lines.find(([kind, value]) => kind === "build" && value?.startsWith(`${name}=`))?.[1];
    return found === undefined ? undefined : unquote(found.slice(name.length + 1));
  };
  const main = lines.find(([kind]) => kind === "path")?.[1];
  const [, module, moduleVersion] = lines.find(([kind]) => kind === "mod") ?? [];
  const ldflags = setting("-ldflags");
  const cgo = setting("CGO_ENABLED");
  return {
    ...(main === undefined ? {} : { mainPackage: main }),
    ...(module === undefined ? {} : { module }),
    ...(moduleVersion ? { moduleVersion } : {}),
    trimpath: setting("-trimpath") === "true",
    ...(ldflags === undefined ? {} : { ldflags }),
    ...(cgo === undefined ? {} : { cgo: cgo === "1" }),
  };
}

function unquote(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1).replaceAll('\\"', '"') : value;
}
