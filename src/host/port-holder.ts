import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Which process of this machine listens on a TCP port: `node (pid 4711)`. Undefined where no tool can tell, or only root may know. */
export async function findPortHolder(port: number): Promise<string | undefined> {
  return (await askSs(port)) ?? (await askLsof(port));
}

async function askSs(port: number): Promise<string | undefined> {
  const output = await run("ss", ["-Hltnp", `sport = :${port}`]);
  const holder = /\(\("([^"]+)",pid=(\d+)/.exec(output);
  return holder ? `${holder[1]} (pid ${holder[2]})` : undefined;
}

async function askLsof(port: number): Promise<string | undefined> {
  const output = await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const pid = /^p(\d+)/m.exec(output)?.[1];
  const name = /^c(.+)/m.exec(output)?.[1];
  return pid && name ? `${name} (pid ${pid})` : undefined;
}

async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, [...args], { timeout: 2000 })).stdout;
  } catch {
    return "";
  }
}
