import type { Block } from "./blocks.ts";

/** How many rows each part of the screen gets. */
export interface Layout {
  /** The table of services, its title included. */
  readonly services: number;
  /** The rows of the blocks that are shown. */
  readonly blocks: readonly (readonly string[])[];
  /** The pane below: logs, or a text in their place. */
  readonly pane: { readonly row: number; readonly height: number };
}

export interface LayoutQuestion {
  readonly rows: number;
  /** Services, without the title. */
  readonly services: number;
  readonly blocks: readonly Block[];
}

/** The smallest screen that is drawn. */
export const smallest = { columns: 60, rows: 15 } as const;

/** Header and key line, a row each, and the title of the pane. */
const fixedRows = 3;

/**
 * Header, services, blocks, the pane's title, the pane, the key line. The pane keeps at least a third of the screen, so that no block buries the
 * logs; the services take at most a third when there are blocks, half without. Blocks that do not fit are cut, the tallest first.
 */
export function layOut({ rows, services, blocks }: LayoutQuestion): Layout {
  const free = rows - fixedRows;
  const leastPane = Math.max(4, Math.floor(rows / 3));
  const mostServices = Math.max(3, Math.floor(rows / (blocks.length > 0 ? 3 : 2)) - 1);
  const servicesRows = Math.min(services + 1, mostServices, free - leastPane);
  const shown = cutBlocks(blocks, Math.max(0, free - servicesRows - leastPane));
  const blockRows = shown.reduce((sum, block) => sum + block.length, 0);
  const row = 1 + servicesRows + blockRows + 1;
  return { services: servicesRows, blocks: shown, pane: { row, height: rows - row - 1 } };
}

/** Takes rows from the tallest block until all fit, but never a block's first row: that is its title. */
function cutBlocks(blocks: readonly Block[], room: number): readonly (readonly string[])[] {
  const heights = blocks.map(({ rows }) => rows.length);
  const total = (): number => heights.reduce((sum, height) => sum + height, 0);
  while (total() > room) {
    const tallest = Math.max(...heights);
    if (tallest <= 1) break;
    heights[heights.indexOf(tallest)] = tallest - 1;
  }
  return blocks.map((block, index) => cutBlock(block, heights[index] ?? 0)).slice(0, Math.max(0, room));
}

function cutBlock({ rows, keep }: Block, height: number): readonly string[] {
  if (rows.length <= height) return rows;
  const [title = "", ...others] = rows;
  return keep === "first" ? rows.slice(0, height) : [title, ...(height > 1 ? others.slice(-(height - 1)) : [])];
}
