/** An instruction of an image's history, freed from what the builder put around it. */
export interface Instruction {
  /** In capitals; empty for an entry that no Dockerfile made, such as an import. */
  readonly keyword: string;
  /** Its arguments, without the shell that runs them and the build arguments in front. */
  readonly text: string;
}

/**
 * Reads `createdBy` of BuildKit (`RUN |1 A=b /bin/sh -c go build # buildkit`) and of the classic builder (`/bin/sh -c #(nop) CMD ["x"]`,
 * `/bin/sh -c go build`). Source of the forms: moby/buildkit, dockerfile2llb; moby/moby, builder/dockerfile.
 */
export function parseCreatedBy(createdBy: string): Instruction {
  const text = createdBy.replace(/\s*# buildkit\s*$/, "").trim();
  const classic = /^(?:\S+ )+?#\(nop\)\s+([\s\S]*)$/.exec(text)?.[1];
  if (classic !== undefined) return split(classic);
  if (/^(?:\|\d+ |\/bin\/(?:ba|a)?sh -\w*c )/.test(text)) return { keyword: "RUN", text: command(text) };
  const instruction = split(text);
  return instruction.keyword === "RUN" ? { keyword: "RUN", text: command(instruction.text) } : instruction;
}

/** How an entry is shown: `RUN go build -o /out/server .` on one line. */
export function instructionTitle(createdBy: string): string {
  const { keyword, text } = parseCreatedBy(createdBy);
  const title = `${keyword} ${text}`.replace(/\s+/g, " ").trim();
  return title === "" ? "imported" : title;
}

/** The instructions that put a layer into an image, also where it holds nothing but a folder. */
export function makesLayer({ createdBy, sizeBytes }: { readonly createdBy: string; readonly sizeBytes: number }): boolean {
  return sizeBytes > 0 || ["RUN", "COPY", "ADD", "WORKDIR", ""].includes(parseCreatedBy(createdBy).keyword);
}

function split(text: string): Instruction {
  const [, keyword, rest] = /^([A-Z]+)\b\s*([\s\S]*)$/.exec(text) ?? [];
  return keyword === undefined ? { keyword: "", text } : { keyword, text: (rest ?? "").trim() };
}

function command(text: string): string {
  const withoutArguments = text.replace(/^\|\d+ [\s\S]*?(?=\/bin\/(?:ba|a)?sh -\w*c )/, "");
  return withoutArguments.replace(/^\/bin\/(?:ba|a)?sh -\w*c /, "").trim();
}
