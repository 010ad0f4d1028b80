/** One entry of an image's history. */
export interface HistoryEntry {
  /** The instruction as the builder noted it: `COPY /app/server . # buildkit`, `/bin/sh -c #(nop) CMD …`; hostile. */
  readonly createdBy: string;
  /** As the engine counts it; 0 for what only changes the image's configuration. */
  readonly sizeBytes: number;
}

/** What the engine says of one image. */
export interface ImageFacts {
  /** The name that it was found by. */
  readonly tag: string;
  readonly id: string;
  /**
   * The files of a layer, byte for byte (`files`: what the engine's own stores count), or the blocks that they take on the engine's disk (`blocks`:
   * what it answers for images in the containerd store).
   */
  readonly counts: "files" | "blocks";
  /** What the content takes as it is stored; only the containerd store keeps that beside the unpacked files. */
  readonly contentBytes?: number;
  /** Digest of each layer's tar, lowest first. */
  readonly layerIds: readonly string[];
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
}

/** What came of looking for an image. `gone`: it was removed while it was being read. */
export type ImageLook =
  | { readonly kind: "there"; readonly image: ImageFacts }
  | { readonly kind: "missing" }
  | { readonly kind: "gone" }
  | { readonly kind: "unreadable"; readonly why: string };

/** Layer digest → bytes of its files, as read from the layers themselves. */
export type LayerSizes = Readonly<Record<string, number>>;
