import type { Readable } from "node:stream";
import type { Engine } from "./engine.ts";

export interface InsideResult {
  readonly exitCode: number;
  /** What the command wrote to both streams, as text. */
  readonly output: string;
}

/**
 * Runs a command in a running container and waits for its end, as `docker exec` does. A command that is not in the container ends
 * with 126 or 127. EngineError where the container does not run.
 */
export async function runInside(
  engine: Engine,
  containerId: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<InsideResult> {
  const { Id } = await engine.json<{ Id: string }>({
    method: "POST",
    path: `/containers/${containerId}/exec`,
    // A terminal's stream carries no frame headers.
    body: { AttachStdout: true, AttachStderr: true, Tty: true, Cmd: command },
    signal,
  });
  const output = await readText(
    await engine.stream({ method: "POST", path: `/exec/${Id}/start`, body: { Detach: false, Tty: true }, signal }),
  );
  const { ExitCode } = await engine.json<{ ExitCode: number | null }>({ path: `/exec/${Id}/json`, signal });
  return { exitCode: ExitCode ?? 1, output };
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
