import { Box, Text } from "ink";
import { type ReactNode, useSyncExternalStore } from "react";
import type { Chrome } from "./chrome.ts";
import type { Screen } from "./screen.ts";
import { type Drawing, drawOnScreen } from "./screen-ink.ts";

/** Where the chrome comes from: a new one after each call back. */
export interface ChromeSource {
  readonly chrome: () => Chrome;
  readonly subscribe: (changed: () => void) => () => void;
}

/** Lets Ink draw the chrome on the screen from now on. */
export function drawApp(screen: Screen, source: ChromeSource): Promise<Drawing> {
  return drawOnScreen(screen, <App source={source} />);
}

/** The whole screen but the pane of the logs. */
export function App({ source }: { readonly source: ChromeSource }): ReactNode {
  const chrome = useSyncExternalStore(source.subscribe, source.chrome);
  return (
    <Box flexDirection="column" width={chrome.columns}>
      <Rows rows={[chrome.header]} />
      <Rows rows={chrome.services} />
      {chrome.blocks.map((rows, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place on the screen
        <Rows key={index} rows={rows} />
      ))}
      <Box height={chrome.pane.height + 1} />
      <Rows rows={[chrome.footer]} />
    </Box>
  );
}

/** Rows that are painted already, one below the other; what is too wide is cut. */
function Rows({ rows }: { readonly rows: readonly string[] }): ReactNode {
  return rows.map((row, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
    <Text key={index} wrap="truncate">
      {row === "" ? " " : row}
    </Text>
  ));
}
