/** Keeps one server alive: starts it, starts it again when it is lost, and gives up when that does not help. */
import { countCrashes, MOST_CRASHES } from './crashes.ts';

export type ServerState = 'stopped' | 'starting' | 'running' | 'failed';

/** One server from its start to its end. */
export interface Server {
  /** Resolves when it has answered. */
  start(): Promise<void>;
  ask(method: string, params: object): Promise<unknown>;
  /** Ends it in whatever state it is; does not reject. */
  stop(): Promise<void>;
}

export interface SupervisorHost {
  /** Makes a server that is not started; it calls `lost` when it ends without having been told to. */
  create(lost: (why: string) => void): Promise<Server>;
  changed(state: ServerState): void;
  /** A start failed or a running server went away. */
  crashed(why: string): void;
  /** Nobody starts the server again before `restart()`. `isSilent`: it did not answer, rather than end again and again. */
  gaveUp(why: string, isSilent: boolean): void;
  now(): number;
  wait(ms: number): Promise<void>;
}

export interface Supervisor {
  state(): ServerState;
  /** Does nothing when there is a server, or when it was given up. */
  start(): void;
  stop(): Promise<void>;
  /** The server that runs, or the one that will; rejects when there will be none. */
  running(): Promise<Server>;
  /** From every state; forgets the crashes. */
  restart(): Promise<void>;
}

/** The server does not answer: starting it again would only take as long again. */
export class NoAnswer extends Error {}

/** What one start is about. It is over when it is no longer the current one. */
interface Run {
  server?: Server;
}

export function supervise(host: SupervisorHost): Supervisor {
  const crashes = countCrashes(host.now);
  let state: ServerState = 'stopped';
  let current: Run | undefined;
  let isWanted = false;

  const waiting: { resolve(server: Server): void; reject(why: Error): void }[] = [];

  const set = (next: ServerState) => {
    if (next === state) return;
    state = next;
    host.changed(next);
    if (next === 'starting') return;
    for (const { resolve, reject } of waiting.splice(0)) {
      if (next === 'running' && current?.server) resolve(current.server);
      else reject(new Error(next));
    }
  };

  /** Takes the current server away; from here on nothing that it does counts. */
  const end = async (): Promise<void> => {
    const run = current;
    current = undefined;
    await run?.server?.stop();
  };

  const begin = async (): Promise<void> => {
    if (current || !isWanted) return;
    const run: Run = {};
    current = run;
    set('starting');
    try {
      const server = await host.create((why) => void lost(run, why, false));
      if (current !== run) return void (await server.stop());
      run.server = server;
      await server.start();
      if (current === run) set('running');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await lost(run, why, error instanceof NoAnswer);
    }
  };

  const lost = async (run: Run, why: string, isFinal: boolean): Promise<void> => {
    if (current !== run) return;
    host.crashed(why);
    const count = crashes.add();
    const ended = end();
    if (isFinal || count >= MOST_CRASHES) {
      isWanted = false;
      set('failed');
      host.gaveUp(why, isFinal);
      return ended;
    }
    set('starting');
    await ended;
    // At once the first time: mostly it is one bad moment. Then slower, to leave the machine some air.
    await host.wait(count === 1 ? 0 : count * 250);
    await begin();
  };

  return {
    state: () => state,
    running: () =>
      new Promise((resolve, reject) => {
        if (state === 'running' && current?.server) resolve(current.server);
        else if (state === 'starting') waiting.push({ resolve, reject });
        else reject(new Error(state));
      }),
    start() {
      if (state === 'failed') return;
      isWanted = true;
      void begin();
    },
    async stop() {
      isWanted = false;
      await end();
      if (!isWanted && state !== 'failed') set('stopped');
    },
    async restart() {
      crashes.clear();
      isWanted = true;
      set('starting');
      await end();
      await begin();
    },
  };
}
