import type { Version } from "../doctor/images.ts";
import { type LanguagePreset, type ToolVersion, toolFor } from "../target/synth/preset.ts";

/** How air gets into a dev stage. */
export interface AirInstall {
  /** The command of the RUN. */
  readonly command: string;
  /** It is compiled with a newer Go than the image's own. */
  readonly newerGo: boolean;
  /** It knows `entrypoint`, and a tmp_dir outside of the source. */
  readonly modern: boolean;
  /** As its configuration writes it. */
  readonly killDelay: string;
}

/** Installs the air that presets/languages/go.yml names for the Go of an image, where need be with another toolchain: the project keeps its own. */
export function airFor(go: Version, language: LanguagePreset): AirInstall {
  const row = toolFor(language, go.slice(0, 2).join("."));
  const { tool, toolchain, killDelay } = row ?? language.versions.at(-1) ?? latest;
  return {
    command: `${toolchain ? `GOTOOLCHAIN=${toolchain} ` : ""}go install ${tool}`,
    newerGo: toolchain !== undefined,
    modern: tool.startsWith("github.com/air-verse/"),
    killDelay: JSON.stringify(killDelay ?? "2s"),
  };
}

const latest: ToolVersion = { from: "1.26", tool: "github.com/air-verse/air@latest" };
