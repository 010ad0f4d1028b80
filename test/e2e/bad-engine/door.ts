import { chmod, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";

/** A socket in front of the engine's that can be shut while it is in use: to its users, the engine is gone. */
export interface Door {
  /** For DOCKER_HOST. */
  readonly url: string;
  readonly shut: () => Promise<void>;
}

/** Opens a door at `path` to the engine at `url` (`unix://…` or `tcp://host:port`), with these permissions. */
export async function openDoor(path: string, url: string, mode = 0o600): Promise<Door> {
  const { protocol, hostname, port, pathname } = new URL(url);
  const engine = protocol === "unix:" ? { path: pathname } : { host: hostname, port: Number(port) };
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (visitor) => {
    const inside = connect({ ...engine, allowHalfOpen: true });
    for (const [from, to] of [
      [visitor, inside],
      [inside, visitor],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await chmod(path, mode);
  return {
    url: `unix://${path}`,
    shut: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await rm(path, { force: true });
    },
  };
}
