/**
 * What of the client's messages the server proper gets to see, by the protocol's life:
 *
 *   fresh --initialize--> running --shutdown--> ended
 *
 * fresh: `initialize` and `exit` only; running: no second `initialize`; ended: `exit` only. Other requests are answered
 * with an error, other notifications dropped. Any transport, in a process or a worker.
 */

import {
  type DataCallback,
  type Disposable,
  ErrorCodes,
  Message,
  type MessageReader,
  type MessageWriter,
  type RequestMessage,
} from 'vscode-languageserver';
import { words } from '../../bpf/words/server.ts';

type Life = 'fresh' | 'running' | 'ended';

export interface Gate {
  readonly reader: MessageReader;
  life(): Life;
}

/** `passed` is called for each message that got through, once it is handed on. */
export function gateOf(reader: MessageReader, writer: MessageWriter, passed = () => {}): Gate {
  let life: Life = 'fresh';

  const refuse = ({ id }: RequestMessage, code: number, message: string) => {
    // A client that is gone takes no answer.
    writer.write({ jsonrpc: '2.0', id, error: { code, message } } as Message).catch(() => {});
  };

  /** Whether the request is let through. */
  const admit = (request: RequestMessage): boolean => {
    const isStart = request.method === 'initialize';
    if (life === 'ended') refuse(request, ErrorCodes.InvalidRequest, words().hasShutDown);
    else if (life === 'running' && isStart) refuse(request, ErrorCodes.InvalidRequest, words().isInitialized);
    else if (life === 'fresh' && !isStart)
      refuse(request, ErrorCodes.ServerNotInitialized, words().notInitialized);
    else {
      if (isStart) life = 'running';
      if (request.method === 'shutdown') life = 'ended';
      return true;
    }
    return false;
  };

  const passes = (message: Message): boolean => {
    if (Message.isRequest(message)) return admit(message);
    if (Message.isNotification(message)) return life === 'running' || message.method === 'exit';
    return true;
  };

  return {
    life: () => life,
    reader: {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      listen: (callback: DataCallback): Disposable =>
        reader.listen((message) => {
          if (!passes(message)) return;
          callback(message);
          passed();
        }),
      dispose: () => reader.dispose(),
    },
  };
}
