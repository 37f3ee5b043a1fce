/**
 * JSON-RPC between two ends. Messages are handled in the order in which they come, one a turn of the event loop, so that
 * what is said of a request that waits (its cancellation) is known when its turn comes.
 */
import type { CancellationToken } from 'vscode-languageserver';
import { words } from '../../../bpf/words/server.ts';
import { type Cancellable, cancellable } from './cancellation.ts';
import {
  type Id,
  isNotification,
  isRequest,
  type Message,
  type MessageReader,
  type MessageWriter,
  type NotificationMessage,
  type RequestMessage,
  ResponseError,
} from './messages.ts';
import { ErrorCode } from './values.ts';

type Answerer = (params: unknown, token: CancellationToken) => unknown;
type Hearer = (params: unknown) => unknown;

export interface Rpc {
  answer(method: string, answerer: Answerer): void;
  hear(method: string, hearer: Hearer): void;
  /** What the other end answers; rejected with its error. */
  ask(method: string, params?: unknown): Promise<unknown>;
  tell(method: string, params?: unknown): void;
  listen(): void;
}

export interface RpcHost {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Runs something in the next turn. */
  next(work: () => void): void;
  /** What was heard could not be dealt with, and nobody waits for an answer. */
  failed(line: string): void;
}

interface State extends RpcHost {
  readonly answerers: Map<string, Answerer>;
  readonly hearers: Map<string, Hearer>;
  readonly queue: Message[];
  /** Requests that wait in the queue and are not wanted any longer. */
  readonly unwanted: Set<Id>;
  readonly running: Map<Id, Cancellable>;
  readonly asked: Map<Id, { resolve(result: unknown): void; reject(error: Error): void }>;
}

export function createRpc(host: RpcHost): Rpc {
  const state: State = {
    ...host,
    answerers: new Map(),
    hearers: new Map(),
    queue: [],
    unwanted: new Set(),
    running: new Map(),
    asked: new Map(),
  };
  const { writer, asked, answerers, hearers } = state;
  let last = 0;
  return {
    answer: (method, answerer) => void answerers.set(method, answerer),
    hear: (method, hearer) => void hearers.set(method, hearer),
    ask(method, params) {
      const id = ++last;
      return new Promise((resolve, reject) => {
        asked.set(id, { resolve, reject });
        writer.write({ jsonrpc: '2.0', id, method, params });
      });
    },
    tell: (method, params) => writer.write({ jsonrpc: '2.0', method, params }),
    listen: () => state.reader.listen((message) => arrive(state, message)),
  };
}

function arrive(state: State, message: Message): void {
  if (message.method === '$/cancelRequest') return cancel(state, message);
  state.queue.push(message);
  if (state.queue.length === 1) state.next(() => take(state));
}

/** At once: a request that runs may end the sooner. */
function cancel({ running, queue, unwanted }: State, { params }: Message): void {
  const { id } = (params ?? {}) as { readonly id?: Id };
  if (id === undefined) return;
  const found = running.get(id);
  if (found) found.cancel();
  else if (queue.some((message) => isRequest(message) && message.id === id)) unwanted.add(id);
}

function take(state: State): void {
  const message = state.queue.shift()!;
  if (state.queue.length > 0) state.next(() => take(state));
  if (isRequest(message)) void answer(state, message);
  else if (isNotification(message)) void hear(state, message);
  else settle(state, message);
}

async function answer(state: State, request: RequestMessage): Promise<void> {
  const { id, method } = request;
  const cancelling = cancellable();
  if (state.unwanted.delete(id)) cancelling.cancel();
  state.running.set(id, cancelling);
  try {
    const result = await resultOf(state, request, cancelling.token);
    state.writer.write({ jsonrpc: '2.0', id, result: result ?? null });
  } catch (error) {
    state.writer.write({ jsonrpc: '2.0', id, error: asResponseError(method, error).asFailure() });
  } finally {
    state.running.delete(id);
  }
}

function resultOf(state: State, { method, params }: RequestMessage, token: CancellationToken): unknown {
  const answerer = state.answerers.get(method);
  if (!answerer) throw new ResponseError(ErrorCode.MethodNotFound, words().methodUnknown(method));
  // All of the protocol's have one object; `shutdown` has none.
  if (Array.isArray(params) || (params === undefined && method !== 'shutdown'))
    throw new ResponseError(ErrorCode.InvalidParams, words().paramsMissing(method));
  return answerer(params, token);
}

function asResponseError(method: string, error: unknown): ResponseError {
  if (error instanceof ResponseError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new ResponseError(ErrorCode.InternalError, words().requestFailed(method, why));
}

async function hear(state: State, { method, params }: NotificationMessage): Promise<void> {
  const hearer = state.hearers.get(method);
  if (!hearer) return;
  try {
    await hearer(params);
  } catch (error) {
    state.failed(words().requestFailed(method, error instanceof Error ? error.message : String(error)));
  }
}

function settle({ asked }: State, { id, result, error }: Message): void {
  const waiting = id === undefined || id === null ? undefined : asked.get(id);
  if (!waiting) return;
  asked.delete(id!);
  if (error) waiting.reject(new ResponseError(error.code, error.message, error.data));
  else waiting.resolve(result);
}
