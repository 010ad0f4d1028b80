/** Where a container's port can be asked from here. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What the engine says of a container's network; the shape of its own `inspect` answer. */
export interface ContainerNetwork {
  readonly networkMode: string;
  readonly ports: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;
  /** The container's own addresses, one a network. */
  readonly addresses: readonly string[];
}

export interface Here {
  /** The engine's URL: its host is where published ports are when the engine is remote. */
  readonly engineUrl: string;
  /** Whether the containers' own addresses can be reached: Linux with a local engine. */
  readonly sameMachine: boolean;
}

/**
 * The addresses of a container's TCP port, best first: the published port (127.0.0.1 and ::1, or the IP it is bound to, or the remote
 * engine's host), then the container's own address. None: it can only be asked from inside.
 */
export function addressesOf(network: ContainerNetwork, port: number, here: Here): readonly Address[] {
  const remote = engineHost(here.engineUrl);
  if (network.networkMode === "host") return (remote ? [remote] : localhost).map((host) => ({ host, port }));
  const published = (network.ports[`${port}/tcp`] ?? []).flatMap(({ HostIp, HostPort }) =>
    publishedHosts(HostIp, remote).map((host) => ({ host, port: Number(HostPort) })),
  );
  const own = here.sameMachine && !remote ? network.addresses.filter(Boolean).map((host) => ({ host, port })) : [];
  return distinct([...published, ...own]);
}

/** `localhost` → both loopback addresses, because a server may listen on one of them only; any other host stands for itself. */
export function hostAddresses(host: string): readonly string[] {
  return host === "localhost" || host === "" ? localhost : [host];
}

/** The host of a remote engine; undefined for one on this machine. */
function engineHost(url: string): string | undefined {
  const host = /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(url)?.[1]?.replace(/^\[|\]$/g, "");
  return host === undefined || host === "localhost" || host === "127.0.0.1" || host === "::1" ? undefined : host;
}

const localhost: readonly string[] = ["127.0.0.1", "::1"];

function publishedHosts(ip: string, remote: string | undefined): readonly string[] {
  if (remote) return [remote];
  if (ip === "" || ip === "0.0.0.0" || ip === "::") return localhost;
  return [ip];
}

function distinct(addresses: readonly Address[]): readonly Address[] {
  const byText = new Map(addresses.map((address) => [`${address.host} ${address.port}`, address]));
  return [...byText.values()];
}
