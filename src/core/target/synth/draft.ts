import type { Stage } from "../../project/dockerfile.ts";
import type { Service } from "../../project/project.ts";
import type { SourceFiles } from "../../project/source-files.ts";
import type { LanguagePreset } from "./preset.ts";

/** The name of every dev stage that gdev makes: what `gdev ps` shows, and the label of its containers. */
export const madeStageName = "gdev-dev";

/** The name of the stage in which a tool for it is built. */
export const toolStageName = "gdev-tool";

/** What a made stage asks of its container, and what is known about it. */
interface StageNotes {
  /** Folders in the source that stay the image's own, absolute in the container. */
  readonly kept: readonly string[];
  /** The user that the container must run as; absent: any. */
  readonly user?: string;
  /** The folder in the container that a volume of the service keeps; absent: there is nothing to keep. */
  readonly data?: string;
  readonly reason: string;
  /** What is worth knowing about it, one sentence each. */
  readonly notes: readonly string[];
  readonly warnings: readonly { readonly text: string; readonly remedy: string }[];
}

/** A dev stage that gdev makes for a service whose Dockerfile has none. */
export interface MadeStage extends StageNotes {
  /** The project's own Dockerfile with the stage behind it. */
  readonly dockerfile: string;
  /** The stage as gdev reads it. */
  readonly stage: Stage;
  /** The source: a folder of this machine, absolute, and its place in the container. */
  readonly mount: { readonly source: string; readonly target: string };
}

/** Why no dev stage can be made, in words that go on after "no dev stage". */
export interface NotMade {
  readonly why: string;
  readonly remedy?: string;
}

export interface StageQuestion {
  readonly service: Service;
  readonly stages: readonly Stage[];
  /** The Dockerfile. */
  readonly text: string;
  readonly files: SourceFiles;
  readonly presets: readonly LanguagePreset[];
  /** Saves on this machine do not reach containers as events. */
  readonly mustPoll: boolean;
}

/** A stage as a language's way of making it gives it, before the Dockerfile is put together. */
export interface Draft extends StageNotes {
  readonly from: string;
  /** Instructions of a stage of its own on the same image, from which the dev stage copies. */
  readonly toolStage?: readonly string[];
  /** Instructions behind FROM. */
  readonly instructions: readonly string[];
  /** The folder of the context that is mounted, and where. */
  readonly layout: { readonly folder: string; readonly target: string };
}
