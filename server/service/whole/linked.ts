/** The other files of the object that a file belongs to: read when it calls something that they define. */
import type { Module } from '../../../bpf/flow/graph.ts';
import { type Find, linkInSlices } from '../../../bpf/flow/link.ts';
import { lowerModule } from '../../../bpf/flow/module.ts';
import type { Member } from '../../../bpf/project/folders.ts';
import { linkedWith } from '../../../bpf/project/objects.ts';
import { parseFileInSlices } from '../../../bpf/syntax/file.ts';
import type { FileReader, ParsedFile } from '../../../bpf/syntax/types.ts';
import { type Before, keeperOf } from './unchanged.ts';
import type { Whole } from './whole.ts';

/** A file of an object, kept while it and what it includes are as they were. */
interface Kept {
  readonly text: string;
  readonly kernel: string;
  readonly project: string | undefined;
  readonly file: ParsedFile;
  readonly module: Module;
  readonly before: Before;
  readonly reads: ReadonlyMap<string, string | undefined>;
}

const kept = new Map<string, Kept>();
const MOST_KEPT = 40;

/** The file with what it calls in others of its object. */
export function* linked(whole: Whole, reader: FileReader, kernel: string): Generator<void, Whole, void> {
  const { path, text } = whole.built;
  if (!reader.list || !/\.bpf\.c$/i.test(path)) return whole;
  const members = yield* linkedWith({ reader, path, text });
  if (members.length === 0) return whole;
  const files = new Map<string, ParsedFile>();
  const find: Find = function* (name) {
    const definer = members.find(({ outline }) => outline.defined().has(name));
    if (!definer) return undefined;
    const { file, module } = yield* moduleOf(definer, reader, kernel);
    files.set(file.path, file);
    return module;
  };
  const module = yield* linkInSlices(whole.module, find);
  return {
    ...whole,
    unlinked: whole,
    module,
    alone: module === whole.module ? undefined : whole.module,
    views: new Map(),
    linked: [...files.values()],
    isCalledElsewhere: (name) => members.some(({ outline }) => outline.called().has(name)),
  };
}

/** The file as another one of its object has read it; undefined: none has, or something has changed since. */
export function readBefore(
  path: string,
  text: string,
  reader: FileReader,
  kernel: string,
): Pick<Kept, 'file' | 'module'> | undefined {
  const known = kept.get(path);
  const isIt = known?.kernel === kernel && known.text === text && isAsItWas(known, looker(path, reader));
  return isIt ? known : undefined;
}

function looker(path: string, reader: FileReader): (at: string) => string | undefined {
  const scope = reader.scope?.(path);
  return (at) => (reader.peek ? reader.peek(at, scope) : reader.read(at, scope));
}

function* moduleOf(
  { path, outline }: Member,
  reader: FileReader,
  kernel: string,
): Generator<void, Kept, void> {
  const known = kept.get(path);
  const scope = reader.scope?.(path);
  const look = looker(path, reader);
  const project = reader.project?.(path);
  const isKernel = known?.kernel === kernel && known.project === project?.key;
  if (known && isKernel && known.text === outline.text && isAsItWas(known, look)) return known;
  const reads = new Map<string, string | undefined>();
  const recorder: FileReader = {
    read(at) {
      const found = look(at);
      reads.set(at, found);
      return found;
    },
    ...(scope ? { scope: () => scope } : {}),
    ...(project ? { project: () => project } : {}),
  };
  const file = yield* parseFileInSlices(path, outline.text, recorder);
  const keeper = keeperOf(isKernel ? known?.before : undefined, [file]);
  const module = lowerModule(file, { ...keeper, kernel });
  const { now } = keeper.settle(module);
  const entry: Kept = {
    text: outline.text,
    kernel,
    project: project?.key,
    file,
    module,
    before: now,
    reads,
  };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(path, entry);
  yield;
  return entry;
}

function isAsItWas({ reads }: Kept, look: (path: string) => string | undefined): boolean {
  for (const [path, text] of reads) if (look(path) !== text) return false;
  return true;
}
