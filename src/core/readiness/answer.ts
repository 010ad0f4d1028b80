/** What a Probe learnt. `why` is the server's or the system's own words where it said any. */
export type Answer =
  /** `isHttp` is false for what was asked in HTTP and has answered in another protocol. */
  | { readonly kind: "ready"; readonly warning?: string; readonly isHttp?: false }
  | { readonly kind: "waiting"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string; readonly output?: readonly string[] };

export const ready: Answer = { kind: "ready" };

export function waiting(why: string): Answer {
  return { kind: "waiting", why };
}

export function failed(why: string, output?: readonly string[]): Answer {
  return output ? { kind: "failed", why, output } : { kind: "failed", why };
}
