/** Which BPF files a file of user space works with: those whose object it opens, or whose skeleton it includes. */
import { dirname, join } from '../../syntax/paths.ts';

export interface Sibling {
  /** What its skeleton's struct is called; of an object that is opened by name, the file's. */
  readonly name: string;
  /** As the file includes it; '' where it opens an object. */
  readonly header: string;
  readonly isLight: boolean;
  /** Where the BPF file may be, the likeliest first. */
  readonly paths: readonly string[];
}

const MOST_SIBLINGS = 20;
const LOOK_AT = 1 << 20;
const SKELETON = /^[ \t]*#[ \t]*include[ \t]*[<"]((?:[^>"\n]*\/)?([^>"\n/]*)\.(l?)skel\.h)[>"]/gm;
const OBJECT = /"(?:[^"\n]*\/)?([A-Za-z0-9_][\w.-]*?)(?:\.bpf)?\.o"/g;

export function siblingsOf(path: string, text: string): readonly Sibling[] {
  const folder = dirname(path);
  const head = text.slice(0, LOOK_AT);
  const found = new Map<string, Sibling>();
  for (const [, header = '', stem = '', light] of head.matchAll(SKELETON)) {
    const sibling = { name: stem, header, isLight: light !== '', paths: pathsOf(folder, stem, path) };
    if (found.size < MOST_SIBLINGS) found.set(header, sibling);
  }
  for (const [, stem = ''] of head.matchAll(OBJECT)) {
    const sibling = { name: stem, header: '', isLight: false, paths: pathsOf(folder, stem, path) };
    if (found.size < MOST_SIBLINGS) found.set(`${stem}.o`, sibling);
  }
  return [...found.values()];
}

/** Beside the file; or, as in the kernel's selftests and in libbpf's examples, a folder below. */
export function pathsOf(folder: string, stem: string, self: string): readonly string[] {
  const names = [`${stem}.bpf.c`, `bpf/${stem}.bpf.c`, `progs/${stem}.c`, `../progs/${stem}.c`, `${stem}.c`];
  return names.map((name) => join(folder, name)).filter((path) => path !== self);
}
