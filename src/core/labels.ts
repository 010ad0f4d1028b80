/** Labels that Compose puts on what it makes. Source: docker/compose, pkg/api/labels.go. */
export const composeLabels = {
  project: "com.docker.compose.project",
  service: "com.docker.compose.service",
  number: "com.docker.compose.container-number",
  oneoff: "com.docker.compose.oneoff",
} as const;

/** Labels that gdev's override puts on the services it chooses a stage for. */
export const gdevLabels = {
  mode: "gdev.mode",
  target: "gdev.target",
  /** Folders of the image that lie over those of the mounted source, absolute, with commas between them. */
  imageFolders: "gdev.image-folders",
} as const;
