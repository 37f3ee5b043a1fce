/** The process around the commands: streams, environment, standard input. Tests bring a fake one. */
import { fstatSync } from 'node:fs';
import type { Bytes } from './bytes.ts';
import { readStreamBytes } from './bytes.ts';

export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width in cells, when it is a terminal that knows. */
  readonly columns: number | undefined;
  /** The reader has gone away (`| head`): further work is for nobody. */
  closed(): boolean;
  /** Resolves when the reader has caught up, so that a big run is not all held in memory. */
  ready(): Promise<void>;
}

export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Sink;
  readonly err: Sink;
  /** All of standard input, at most `limit` bytes. */
  readStdin(limit: number): Promise<Bytes>;
}

/** The terminal of this process. */
export function nodeTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    readStdin: (limit) => readStdin(limit),
  };
}

/** A directory as standard input makes Node throw while it opens the stream, before any error event. */
async function readStdin(limit: number): Promise<Bytes> {
  try {
    if (fstatSync(0).isDirectory()) return { kind: 'failed', reason: 'is a directory' };
    return await readStreamBytes(process.stdin, limit);
  } catch {
    return { kind: 'failed', reason: 'cannot be read' };
  }
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  let gone = false;
  let wake: (() => void) | undefined;
  const done = () => {
    wake?.();
    wake = undefined;
  };
  stream.on('error', () => {
    gone = true;
    done();
  });
  stream.on('drain', done);
  return {
    write: (text) => {
      if (!gone && text !== '') stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
    closed: () => gone,
    ready: () =>
      new Promise((resolve) => {
        // A turn of the event loop also lets a broken pipe be noticed.
        if (gone || !stream.writableNeedDrain) setImmediate(resolve);
        else wake = resolve;
      }),
  };
}

/** FORCE_COLOR, then NO_COLOR, then whether somebody is looking. */
export function wantsColour(sink: Sink, env: Terminal['env']): boolean {
  const force = env.FORCE_COLOR;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return sink.isTerminal && env.TERM !== 'dumb';
}
