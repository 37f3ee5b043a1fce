/** `--stats`: what the check of a file cost, as a table: each root, and below it the functions that its paths went through. */
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/cli.ts';
import type { RootCost } from '../../server/service/types.ts';

/** Functions of a root that are named; JSON has all. */
const MOST_NAMED = 8;

type Row = readonly string[];

export function renderCost(path: string, cost: readonly RootCost[]): string {
  const work = cost.reduce((sum, root) => sum + root.work, 0);
  const rows = [words().costColumns, ...cost.flatMap(rowsOf)];
  const widths = words().costColumns.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, i) => aligned(cell, widths[i]!, i)).join('  '));
  return `${words().cost(printable(path), grouped(work))}\n\n${lines.map((line) => `  ${line.trimEnd()}\n`).join('')}`;
}

function rowsOf({ root, work, functions }: RootCost): Row[] {
  const named = functions
    .slice(0, MOST_NAMED)
    .map(
      (one): Row => [
        `  ${printable(one.function)}`,
        ...[one.work, one.blocks, one.states, one.joins, one.cutOffs].map(grouped),
      ],
    );
  const rest = functions.slice(MOST_NAMED);
  const others = rest.reduce((sum, one) => sum + one.work, 0);
  return [
    [printable(root), grouped(work)],
    ...named,
    ...(rest.length > 0 ? [[`  ${words().costOthers(rest.length)}`, grouped(others)]] : []),
  ];
}

/** Names to the left, numbers to the right. */
function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
