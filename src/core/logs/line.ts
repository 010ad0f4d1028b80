/** One line that a container wrote. */
export interface LogLine {
  /** The engine's timestamp in nanoseconds since the epoch. */
  readonly atNs: bigint;
  readonly stream: "stdout" | "stderr";
  /** The line without its line end, as the container wrote it: hostile until `safeText` has seen it. */
  readonly bytes: Uint8Array;
}

/** Turns the engine's log stream (with `timestamps=1`), cut anywhere, into lines. Nothing is decoded to text. */
export interface LineDecoder {
  /**
   * Takes the next chunk and gives the lines that it completes. Their bytes are views on the chunk: copy what is to be kept
   * for long. Throws when the stream cannot be a log stream.
   */
  write(chunk: Uint8Array): LogLine[];
  /** Gives the unfinished lines: at the end of the stream, or when nothing more has come for a while. */
  flush(): LogLine[];
  /** Whether `flush` would give anything worth giving now. */
  pending(): boolean;
  /** What the engine itself had to say in the middle of the stream, instead of more lines. */
  complaint(): string | undefined;
}
