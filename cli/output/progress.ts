/** A line on a terminal's standard error that says how far a long run is. */

import { sep } from 'node:path';
import { printable } from '../../bpf/syntax/printable.ts';
import type { Sink } from '../terminal.ts';

/** Fewer files are done before anybody wonders. */
const FEW = 5;
const INTERVAL_MS = 80;
const ERASE = '\r\u001b[K';

export interface Progress {
  /** File `index` (0-based) is next. */
  step(index: number, name: string): void;
  /** Takes the line away; call it before anything else is printed. */
  clear(): void;
}

export function createProgress(sink: Sink, total: number, now: () => number = Date.now): Progress {
  let shown = false;
  let last = Number.NEGATIVE_INFINITY;
  return {
    step: (index, name) => {
      if (!sink.isTerminal || total <= FEW || now() - last < INTERVAL_MS) return;
      last = now();
      shown = true;
      sink.write(ERASE + fit(`[${index + 1}/${total}] `, printable(name), (sink.columns || 80) - 1));
    },
    clear: () => {
      if (shown) sink.write(ERASE);
      shown = false;
    },
  };
}

/** The head and as much of the end of the name as the width has room for. */
function fit(head: string, name: string, width: number): string {
  const room = Math.max(0, width - head.length);
  if (name.length <= room) return head + name;
  const tail = name.slice(name.length - room + 3);
  const cut = Math.max(tail.indexOf('/'), tail.indexOf(sep), 0);
  return `${head}...${tail.slice(cut)}`;
}
