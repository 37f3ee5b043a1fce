/** The streams that the command line names, as a reader and a writer of messages. */
import { Console } from 'node:console';
import { createConnection } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Message, MessageReader, MessageWriter } from '../wire/messages.ts';
import { FrameReader } from './frames.ts';

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

/** `closed`: the client is gone; `broken`: what it sends is no protocol. */
export interface TransportEnds {
  closed(): void;
  broken(why: string): void;
}

/** `--node-ipc`, `--socket=PORT` or `--pipe=NAME`, the value also as an argument of its own; else standard streams. */
export function openTransport(args: readonly string[], ends: TransportEnds): Transport {
  if (args.includes('--node-ipc')) return IPC;
  const port = optionOf(args, '--socket');
  const name = optionOf(args, '--pipe');
  if (port !== undefined || name !== undefined) {
    const stream = name === undefined ? createConnection(Number(port), '127.0.0.1') : createConnection(name);
    return framed(stream, stream, ends);
  }
  // Whatever writes to the console would write into the protocol.
  globalThis.console = new Console(process.stderr, process.stderr);
  return framed(process.stdin, process.stdout, ends);
}

function optionOf(args: readonly string[], option: string): string | undefined {
  const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  if (at < 0) return undefined;
  return args[at] === option ? args[at + 1] : args[at]!.slice(option.length + 1);
}

function framed(input: Readable, output: Writable, ends: TransportEnds): Transport {
  input.on('end', () => ends.closed());
  input.on('close', () => ends.closed());
  // A client that is gone: the input says so as well.
  output.on('error', () => {});
  return {
    reader: new FrameReader(input, (why) => ends.broken(why)),
    writer: {
      write(message) {
        const body = JSON.stringify(message);
        output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      },
    },
  };
}

/** Through the parent process. */
const IPC: Transport = {
  reader: { listen: (callback) => void process.on('message', (message) => callback(message as Message)) },
  writer: { write: (message) => void process.send?.(message, undefined, {}, () => {}) },
};
