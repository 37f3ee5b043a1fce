/** The process around the commands: streams, environment, standard input. Tests bring a fake one. */

import { fstatSync, writeSync } from 'node:fs';
import { type Bytes, reasonOf } from '../bpf/syntax/includes/node-bytes.ts';
import { words } from '../bpf/words/cli.ts';
import { words as common } from '../bpf/words/common.ts';
import { readStdinBytes } from './input/bytes.ts';

export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width in cells, when it is a terminal that knows. */
  readonly columns: number | undefined;
  /** Nothing more can be written: the reader has gone away (`| head`), the disk is full. */
  closed(): boolean;
  /** Resolves when the reader has caught up, so that a big run is not all held in memory. */
  ready(): Promise<void>;
  /** When all is written; why not all of it was, if so. */
  finish(): Promise<string | undefined>;
}

export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Sink;
  readonly err: Sink;
  /** All of standard input, at most `limit` bytes. */
  readStdin(limit: number): Promise<Bytes>;
}

/** The terminal of this process; a text says why there is none. */
export function nodeTerminal(): Terminal | string {
  const cwd = workingDirectory();
  if (cwd === undefined) return words().noWorkingDirectory;
  return {
    cwd,
    env: process.env,
    out: sinkOf(process.stdout, 1),
    err: sinkOf(process.stderr, 2),
    readStdin: readStdinBytes,
  };
}

function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function sinkOf(stream: NodeJS.WriteStream, fd: number): Sink {
  const write = isFile(fd) ? fileWriter(fd) : streamWriter(stream);
  let wrote = false;
  return {
    ...write,
    write: (text) => {
      if (text === '' || write.closed()) return;
      wrote = true;
      write.write(text);
    },
    finish: async () => (wrote ? write.finish() : undefined),
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
  };
}

type Writer = Pick<Sink, 'write' | 'closed' | 'ready' | 'finish'>;

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

/** Node writes a file once and does not look how much of it was written: what a full disk has no room for is lost. */
function fileWriter(fd: number): Writer {
  let lost: string | undefined;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      try {
        for (let done = 0; done < bytes.length; ) {
          const count = writeSync(fd, bytes, done);
          if (count === 0) throw new Error('nothing was written');
          done += count;
        }
      } catch (error) {
        lost = reasonOf(error, common().cannotBeWritten);
      }
    },
    closed: () => lost !== undefined,
    ready: () => new Promise((resolve) => setImmediate(resolve)),
    finish: async () => lost,
  };
}

function streamWriter(stream: NodeJS.WriteStream): Writer {
  let lost: string | undefined;
  let wake: (() => void) | undefined;
  const done = () => {
    wake?.();
    wake = undefined;
  };
  stream.on('error', (error) => {
    lost ??= reasonOf(error, common().cannotBeWritten);
    done();
  });
  stream.on('drain', done);
  return {
    write: (text) => void stream.write(text),
    closed: () => lost !== undefined,
    ready: () =>
      new Promise((resolve) => {
        // A turn of the event loop also lets a broken pipe be noticed.
        if (lost !== undefined || !stream.writableNeedDrain) setImmediate(resolve);
        else wake = resolve;
      }),
    finish: () =>
      new Promise((resolve) => {
        // Called behind all that waits; with an error when the stream is destroyed.
        stream.write('', (error) =>
          setImmediate(() => {
            if (error) lost ??= reasonOf(error, common().cannotBeWritten);
            resolve(lost);
          }),
        );
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
