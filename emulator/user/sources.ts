/** The BPF files that a program of user space works with, read and lowered when they are asked for. */

import { lowerModule } from '../../bpf/flow/module.ts';
import { pathsOf } from '../../bpf/flow/user/siblings.ts';
import { isBpfC } from '../../bpf/syntax/detect.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { basename, dirname } from '../../bpf/syntax/paths.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { USER_HEADERS, userHeader } from '../../bpf/user/headers.ts';
import type { MachineOptions } from '../machine/machine.ts';
import type { BpfSource } from './kernel-side.ts';
import { skeletonHeader } from './skeleton-header.ts';

type Machine = Pick<MachineOptions, 'nrCpus' | 'kernel' | 'libbpf'>;

export interface Sources {
  /** Of an object file's path, or of a skeleton's name. */
  readonly source: (name: string) => BpfSource | undefined;
  /** What the file of user space reads. */
  readonly reader: FileReader;
  /** BPF files that were read so far. */
  readonly files: () => readonly ParsedFile[];
}

const SKELETON = /([^/]+)\.(l?)skel\.h$/;

export function sourcesFor(path: string, reader: FileReader, machine: Machine): Sources {
  const known = new Map<string, Read | undefined>();
  const ofStem = (stem: string): BpfSource | undefined => {
    if (!known.has(stem)) known.set(stem, read(path, stem, reader, machine));
    return known.get(stem);
  };
  const builtIn = (asked: string): string | undefined => {
    const [, stem, light] = SKELETON.exec(asked) ?? [];
    if (stem !== undefined) {
      const source = ofStem(stem);
      return source && skeletonHeader(stem, source.module, light !== '');
    }
    const name = USER_HEADERS.findLast((header) => asked === header || asked.endsWith(`/${header}`));
    return name === undefined ? undefined : userHeader(name, machine.libbpf);
  };
  return {
    source: (name) => ofStem(stemOf(name)) ?? ofStem(stemOf(name).replace(/_bpf$/, '')),
    reader: {
      ...reader,
      // A skeleton that was generated is of no use: it holds the compiled object.
      read: (asked, scope) =>
        SKELETON.test(asked) ? builtIn(asked) : (reader.read(asked, scope) ?? builtIn(asked)),
    },
    files: () => [...known.values()].flatMap((one) => (one ? [one.file] : [])),
  };
}

/** `dir/name.bpf.o` and `name` are the same. */
const stemOf = (name: string): string => basename(name).replace(/(?:\.bpf)?\.o$/, '');

interface Read extends BpfSource {
  readonly file: ParsedFile;
}

function read(from: string, stem: string, reader: FileReader, machine: Machine): Read | undefined {
  for (const path of pathsOf(dirname(from), stem, from)) {
    const text = reader.read(path, reader.scope?.(from));
    if (text === undefined || !isBpfC(path, text)) continue;
    const file = parseFile(path, text, reader);
    return { name: stem, module: lowerModule(file, machine), file };
  }
  return undefined;
}
