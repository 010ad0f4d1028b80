/** What gdev remembers between runs, to know what is still true without asking Compose. */
export interface Records {
  /** By image tag: the image it named when gdev built it, and the fingerprint of its inputs. */
  readonly images: Readonly<Record<string, { readonly id: string; readonly inputs: string }>>;
  /** By service: the container that gdev started last, and the fingerprint of the configuration it was started with. */
  readonly containers: Readonly<Record<string, { readonly id: string; readonly config: string }>>;
  /** By container: when it was found ready, and by which probe. `startedAt` as the engine says it: a restart makes the entry untrue. */
  readonly ready: Readonly<Record<string, ReadyRecord>>;
}

export interface ReadyRecord {
  readonly startedAt: string;
  readonly probe: string;
  readonly afterMs: number;
}

export const emptyRecords: Records = { images: {}, containers: {}, ready: {} };
