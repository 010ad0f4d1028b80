/** One line that a container wrote. */
export interface LogLine {
  /** The engine's timestamp in nanoseconds since the epoch. */
  readonly atNs: bigint;
  readonly stream: "stdout" | "stderr";
  /** The line without its line end, as the container wrote it: hostile until `safeText` has seen it. */
  readonly bytes: Uint8Array;
}
