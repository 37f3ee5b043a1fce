/**
 * What of the client's messages the server proper gets to see, by the protocol's life:
 *
 *   fresh --initialize--> running --shutdown--> ended
 *
 * fresh: `initialize` and `exit` only; running: no second `initialize`; ended: `exit` only. Other requests are answered
 * with an error, other notifications dropped. Any transport, in a process or a worker.
 */

import { words } from '../../bpf/words/server.ts';
import {
  isNotification,
  isRequest,
  type Message,
  type MessageReader,
  type MessageWriter,
  type RequestMessage,
} from './wire/messages.ts';
import { ErrorCode } from './wire/values.ts';

type Life = 'fresh' | 'running' | 'ended';

export interface Gate {
  readonly reader: MessageReader;
  life(): Life;
}

/** `passed` is called for each message that got through, once it is handed on. */
export function gateOf(reader: MessageReader, writer: MessageWriter, passed = () => {}): Gate {
  let life: Life = 'fresh';

  const refuse = ({ id }: RequestMessage, code: number, message: string) => {
    writer.write({ jsonrpc: '2.0', id, error: { code, message } });
  };

  /** Whether the request is let through. */
  const admit = (request: RequestMessage): boolean => {
    const isStart = request.method === 'initialize';
    if (life === 'ended') refuse(request, ErrorCode.InvalidRequest, words().hasShutDown);
    else if (life === 'running' && isStart) refuse(request, ErrorCode.InvalidRequest, words().isInitialized);
    else if (life === 'fresh' && !isStart)
      refuse(request, ErrorCode.ServerNotInitialized, words().notInitialized);
    else {
      if (isStart) life = 'running';
      if (request.method === 'shutdown') life = 'ended';
      return true;
    }
    return false;
  };

  const passes = (message: Message): boolean => {
    if (isRequest(message)) return admit(message);
    if (isNotification(message)) return life === 'running' || message.method === 'exit';
    return true;
  };

  return {
    life: () => life,
    reader: {
      listen: (callback) =>
        reader.listen((message) => {
          if (!passes(message)) return;
          callback(message);
          passed();
        }),
    },
  };
}
