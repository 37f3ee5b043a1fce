/** What the server needs from the process or worker that it runs in. */
import type { FileReader } from '../../bpf/syntax/types.ts';
import type { RulePage } from './convert.ts';

export interface Host {
  /** Loads the parser; called again when it has failed. `options` are the client's initializationOptions. */
  loadSyntax(options: InitializationOptions): Promise<void>;
  /** Files by URI, without the open documents. */
  readonly reader: FileReader;
  /** The nearest folder from there upwards that is a repository's; undefined: in none, or nobody can say. */
  repositoryOf(folder: string): string | undefined;
  /** The client says that these have changed. */
  filesChanged(uris: readonly string[]): void;
  /** Runs work after what has arrived meanwhile. */
  soon(work: () => void): void;
  /** Once, when the first check has ended and nothing else waits. */
  checked?(): void;
  /** Where the page about a rule is, if pages came along. */
  readonly rulePage: RulePage;
  /** The process that the client runs in. */
  servedTo?(processId: number): void;
  /** No file can be read here: the client is asked for what a check has missed. */
  readonly asksClient: boolean;
}

export interface InitializationOptions {
  /** The client has the command that lenses call, and can run programs. */
  readonly run?: boolean;
  /** Where the client has pages of rules, up to their names. */
  readonly rulePages?: string;
  /** No other language server answers in this editor: what the text declares is completed as well. */
  readonly alone?: boolean;
  /** For clients without `workspace/configuration`: the section `bpfCpumask`. */
  readonly settings?: unknown;
  /** The client tells of changed headers of its own accord: it need not be asked to. */
  readonly watchesFiles?: boolean;
  /** For a worker, which cannot fetch. */
  readonly wasm?: { readonly runtime: Uint8Array; readonly grammar: Uint8Array };
}
