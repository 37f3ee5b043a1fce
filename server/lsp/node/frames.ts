/**
 * The protocol's frames off a stream: `Content-Length: N`, an empty line, N bytes of JSON. What is no frame has no end
 * that could be found, so it ends the reading; nothing is collected beyond the limits.
 */

import type { Readable } from 'node:stream';
import { words } from '../../../bpf/words/server.ts';
import { isNotification, isRequest, isResponse, type Message, type MessageReader } from '../wire/messages.ts';

const LONGEST_HEAD = 4 * 1024;
/** A document of 32 MB, escaped. */
const LONGEST_BODY = 128 * 1024 * 1024;
const END_OF_HEAD = '\r\n\r\n';

export class FrameReader implements MessageReader {
  readonly #input: Readable;
  /** What is sent is no protocol, or cannot be read. */
  readonly #broken: (why: string) => void;
  /** Of a frame that is not whole yet. */
  #chunks: Buffer[] = [];
  #held = 0;
  /** Bytes that are wanted before there is something to look at: of the body, once the head is read. */
  #body: number | undefined;
  #isBroken = false;

  constructor(input: Readable, broken: (why: string) => void) {
    this.#input = input;
    this.#broken = broken;
  }

  listen(callback: (message: Message) => void): void {
    this.#input.on('data', (chunk: Buffer) => {
      if (!this.#isBroken) this.#take(chunk, callback);
    });
    this.#input.on('error', ({ message }) => this.#broken(message));
  }

  #take(chunk: Buffer, callback: (message: Message) => void): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    for (;;) {
      if (this.#body === undefined && !this.#takeHead()) return;
      const length = this.#body!;
      if (this.#held < length) return;
      const whole = this.#whole();
      this.#keep(whole.subarray(length));
      this.#body = undefined;
      const message = parse(whole.subarray(0, length));
      if (message === undefined) return this.#break(words().frameNoMessage);
      callback(message);
    }
  }

  /** Whether the head is read, or there is nothing to read on. */
  #takeHead(): boolean {
    const whole = this.#whole();
    const end = whole.subarray(0, LONGEST_HEAD).indexOf(END_OF_HEAD);
    if (end < 0) {
      if (whole.length >= LONGEST_HEAD) this.#break(words().frameNoHead);
      else this.#keep(whole);
      return false;
    }
    const length = lengthOf(whole.toString('latin1', 0, end));
    if (length === undefined) {
      this.#break(words().frameNoLength);
      return false;
    }
    this.#body = length;
    this.#keep(whole.subarray(end + END_OF_HEAD.length));
    return true;
  }

  #whole(): Buffer {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#held);
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
  }

  #break(why: string): void {
    this.#isBroken = true;
    this.#keep(Buffer.alloc(0));
    this.#broken(why);
  }
}

/** Exactly one of them, a plain number within the limit. */
function lengthOf(head: string): number | undefined {
  const lengths: string[] = [];
  for (const line of head.split('\r\n')) {
    const field = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!field) return undefined;
    if (field[1]!.toLowerCase() === 'content-length') lengths.push(field[2]!);
  }
  const [length] = lengths;
  if (length === undefined || lengths.length > 1 || !/^\d{1,10}$/.test(length)) return undefined;
  return Number(length) <= LONGEST_BODY ? Number(length) : undefined;
}

function parse(body: Buffer): Message | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const message = value as Message;
    return isRequest(message) || isNotification(message) || isResponse(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
