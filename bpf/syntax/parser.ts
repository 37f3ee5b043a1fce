/**
 * tree-sitter-c behind a small door: a text in, the library's tree out. What a text does to the parser is that text's
 * matter alone:
 *
 *                     more work than any real text takes ───────▶ given up, the parser is used again
 *      text ─▶ parse ─┤
 *                     its stack or its memory overflows ────────▶ given up, the stack as before, another parser
 */
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { type Cursor, cursorsOf } from './cursor.ts';
import { isParserFailure, NoParser } from './failure.ts';
import { type Shapes, shapesOf } from './tree-copy.ts';

export interface Syntax {
  readonly language: Language;
  readonly runtime: Runtime;
  parser: Parser;
  readonly shapes: Shapes;
  readonly walk: (tree: Tree) => Cursor;
}

/** The parser's WebAssembly, which a process has once. */
interface Runtime {
  /** The library fills it with the parser's functions. */
  readonly module: object;
  /** Where the stack ends that the parser's functions share. */
  readonly stackPointer: { value: number } | undefined;
  /** Bytes of all the parser's memory, which never shrinks. */
  readonly bytes: () => number;
}

/** As much as is used here of what every host has. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => Memory;
  compile(bytes: ArrayBuffer | Uint8Array): Promise<object>;
  instantiate(compiled: object, imports: Imports): Promise<object>;
}
interface Memory {
  readonly buffer: ArrayBufferLike;
}
type Imports = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

let loaded: Syntax | undefined;
let loading: Promise<void> | undefined;
let started: Promise<Runtime> | undefined;

/** Where the two wasm files are: their bytes, or URLs to fetch them from. */
export interface WasmFiles {
  readonly runtime: Uint8Array | string;
  readonly grammar: Uint8Array | string;
}

async function load(files: WasmFiles): Promise<void> {
  started ??= start(files.runtime).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  const runtime = await started;
  const language = await Language.load(files.grammar);
  const parser = new Parser().setLanguage(language);
  loaded = {
    language,
    runtime,
    parser,
    shapes: shapesOf(language),
    walk: cursorsOf(runtime.module),
  };
  // The first parse of a process is slow (wasm compiles on first use): do it before anyone waits.
  parser.parse('int warm(int a) { for (;;) { if (a) return a + 1; } }')?.delete();
}

/**
 * The library's build has a stack of 64 KiB, which malformed text of 8,000 characters overflows: the parser merges its
 * versions of such a text recursively.
 */
const STACK_BYTES = 1 << 20;
const STACK_ALIGNMENT = 16;

const PAGE = 65_536;
/** The library's own. */
const FIRST_BYTES = 512 * PAGE;
/** All parsers and trees together; a text of 16 MB takes 100 MiB. */
const MOST_BYTES = 4_096 * PAGE;

async function start(file: Uint8Array | string): Promise<Runtime> {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  const compiled = await WebAssembly.compile(
    typeof file === 'string' ? await (await fetch(file)).arrayBuffer() : file,
  );
  let stackPointer: Runtime['stackPointer'];
  const wasmMemory = new WebAssembly.Memory({ initial: FIRST_BYTES / PAGE, maximum: MOST_BYTES / PAGE });
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const module = {
    wasmMemory,
    printErr() {},
    instantiateWasm(imports: Imports, done: (instance: object, compiled: object) => void) {
      stackPointer = numberIn(imports.env?.__stack_pointer);
      WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled), fail);
      return {};
    },
  };
  await Promise.race([Parser.init(module), failed]);
  const { _malloc: malloc } = module as { readonly _malloc?: (bytes: number) => number };
  const stack = malloc?.(STACK_BYTES) ?? 0;
  if (stackPointer && stack > 0) stackPointer.value = (stack + STACK_BYTES) & -STACK_ALIGNMENT;
  return { module, stackPointer, bytes: () => wasmMemory.buffer.byteLength };
}

/** A global of WebAssembly that holds a number. */
function numberIn(global: unknown): Runtime['stackPointer'] {
  const found = global as { value: unknown } | undefined;
  return typeof found?.value === 'number' ? (found as { value: number }) : undefined;
}

/** Loads the parser once; later calls return the same promise. A failed load may be tried again. */
export function initSyntax(files: WasmFiles): Promise<void> {
  loading ??= load(files).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Forgets the parser after a call of it has failed: `initSyntax` makes a new one. Trees of the old one are void. */
export function resetSyntax(): void {
  loaded = undefined;
  loading = undefined;
}

/** Throws NoParser before `initSyntax` has resolved. */
export function syntax(): Syntax {
  if (loaded === undefined) throw new NoParser('initSyntax() must have resolved first');
  return loaded;
}

/**
 * Most that one parse may do, in the parser's own count, which it tells every 100 operations; beyond it the text counts
 * as one hole. Real code takes one count for 70 to 300 characters, the worst that was found one for 15.
 */
const countsFor = (length: number): number => 2_000 + length / 10;

/** Most that the parser's memory may grow by one parse, in bytes: a tree of real code takes less than half. */
const mostGrowth = (length: number): number => (16 << 20) + 256 * length;

/**
 * tree-sitter's own tree of the text, for those who keep it (the caller frees it). Undefined: gave up. It is one piece of
 * work: a parse that is paused goes on wrongly where the text before the pause is malformed to its start.
 */
export function parseTree(input: string, old?: Tree): Tree | undefined {
  const on = syntax();
  const { parser } = on;
  const { stackPointer, bytes } = on.runtime;
  const stack = stackPointer?.value;
  const mayGoOn = watch(input.length, bytes);
  try {
    const tree = parser.parse(input, old ?? null, { progressCallback: () => !mayGoOn() });
    if (tree === null) parser.reset();
    return tree ?? undefined;
  } catch (error) {
    // JavaScript's own stack holds the parser's calls as well.
    if (!isParserFailure(error) && !(error instanceof RangeError)) throw error;
    if (!stackPointer || stack === undefined) throw error;
    const restoreStack = () => {
      stackPointer.value = stack;
    };
    restoreStack();
    replaceParser(on, restoreStack);
    return undefined;
  }
}

/** Takes a new parser for one that failed in the middle of its work, whose memory is freed as far as that goes. */
function replaceParser(on: Syntax, restoreStack: () => void): void {
  try {
    on.parser.delete();
  } catch {
    // It is lost.
  }
  restoreStack();
  on.parser = new Parser().setLanguage(on.language);
}

/** To be asked at each count. */
function watch(length: number, bytes: () => number): () => boolean {
  let left = countsFor(length);
  const most = bytes() + mostGrowth(length);
  return () => --left >= 0 && bytes() <= most;
}
