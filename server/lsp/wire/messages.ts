/** Messages of JSON-RPC, where they come from and where they go to. */

export type Id = number | string;

export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: Id | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: Failure;
}

export interface RequestMessage extends Message {
  readonly id: Id;
  readonly method: string;
}

export interface NotificationMessage extends Message {
  readonly method: string;
}

export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export interface MessageReader {
  listen(callback: (message: Message) => void): void;
}

export interface MessageWriter {
  /** A client that is gone takes nothing, and that is no failure. */
  write(message: Message): void;
}

const isId = (id: unknown): id is Id => typeof id === 'string' || typeof id === 'number';

export function isRequest(message: Message): message is RequestMessage {
  return typeof message.method === 'string' && isId(message.id);
}

export function isNotification(message: Message): message is NotificationMessage {
  return typeof message.method === 'string' && message.id === undefined;
}

export function isResponse(message: Message): boolean {
  const { id, method, result, error } = message;
  return method === undefined && (isId(id) || id === null) && (result !== undefined || error !== undefined);
}

/** What a request is answered with when it has no result. */
export class ResponseError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }

  asFailure(): Failure {
    const { code, message, data } = this;
    return { code, message, ...(data === undefined ? {} : { data }) };
  }
}
