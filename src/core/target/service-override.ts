/** What changes for one service. A `null` value means: back to what the image says (`!reset`). */
export interface ServiceOverride {
  readonly image?: string;
  /** `null`: no target, the last stage. */
  readonly target?: string | null;
  /** The whole Dockerfile, in place of the project's. */
  readonly dockerfileInline?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly restart?: string;
  readonly healthcheckDisabled?: boolean;
  /** Mounts of the compose file that stay, as Compose printed them; absent: all stay. */
  readonly keptMounts?: readonly unknown[];
  /** Volumes of all projects to add: volume name → path in the container. */
  readonly addedVolumes?: Readonly<Record<string, string>>;
  /** Folders of this machine to mount, and anonymous volumes (without a source). */
  readonly addedMounts?: readonly { readonly source?: string; readonly target: string }[];
  /** Volumes of the project's own to add: name in the compose file → path in the container. */
  readonly ownVolumes?: Readonly<Record<string, string>>;
  /** Keys of the compose file that do not apply. */
  readonly droppedKeys?: readonly string[];
  /** One sentence per change that is not self-evident, each of one line. */
  readonly reasons: readonly string[];
}

/** A part of what changes for one service, with its reasons. */
export type Change = Partial<ServiceOverride>;
