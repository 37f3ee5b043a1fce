/**
 * The header that bpftool makes of an object: made here of the BPF file, since the real one was not generated yet, or is of
 * an object that cannot be loaded here. Its functions are the library's.
 */

import { isRecord } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { GlobalInfo, Module } from '../../bpf/flow/graph.ts';
import { programsOf } from '../../bpf/flow/programs.ts';

export type Section = 'bss' | 'data' | 'rodata';

/** bpftool takes the name from `name`, or from the file: `x.bpf.o` gives `x_bpf`. */
function skeletonNames(stem: string): readonly string[] {
  const name = stem.replace(/\W/g, '_');
  return [name, `${name}_bpf`];
}

/** Variables that a skeleton shows, by section, in the order of the file. */
export function variablesOf(module: Module): ReadonlyMap<Section, readonly GlobalInfo[]> {
  const found = new Map<Section, GlobalInfo[]>();
  const all = [...module.globals.values()].sort((a, b) => a.start - b.start);
  for (const info of all) {
    const section = sectionOf(info);
    if (section) found.set(section, [...(found.get(section) ?? []), info]);
  }
  return found;
}

function sectionOf(info: GlobalInfo): Section | undefined {
  const { isExtern, section, name, isConst } = info;
  if (isExtern || section !== '' || name.includes('.')) return undefined;
  if (isConst) return 'rodata';
  const image = info.wholeImage();
  const isZero =
    image !== undefined && image.addresses.length === 0 && image.bytes.every((byte) => byte === 0);
  return isZero ? 'bss' : 'data';
}

/** The declarations for all names that the skeleton may have. */
export function skeletonHeader(stem: string, module: Module, isLight: boolean): string {
  const header = '#pragma once\n#include <bpf/libbpf.h>\n';
  const light = 'struct bpf_map_desc { int map_fd; __u32 max_entries; __u64 initial_value; };\n';
  const program = 'struct bpf_prog_desc { int prog_fd; };\n';
  const shared = isLight ? `${light}${program}` : '';
  return (
    header +
    shared +
    skeletonNames(stem)
      .map((name) => declarations(name, module, isLight))
      .join('\n')
  );
}

function declarations(name: string, module: Module, isLight: boolean): string {
  const variables = variablesOf(module);
  const maps = [...module.maps.keys(), ...variables.keys()];
  const programs = programsOf(module).map((fn) => fn.name);
  const members = (names: readonly string[], type: string) => names.map((one) => `${type}${one};`).join(' ');
  const sections = [...variables].map(
    ([section, all]) =>
      `struct ${name}__${section} { ${all.map((info) => `${declared(info.type, info.name)};`).join(' ')} } *${section};`,
  );
  const parts = isLight
    ? [
        `struct { ${members(maps, 'struct bpf_map_desc ')} } maps;`,
        `struct { ${members(programs, 'struct bpf_prog_desc ')} } progs;`,
        `struct { ${programs.map((one) => `int ${one}_fd;`).join(' ')} } links;`,
      ]
    : [
        'void *skeleton; struct bpf_object *obj;',
        `struct { ${members(maps, 'struct bpf_map *')} } maps;`,
        `struct { ${members(programs, 'struct bpf_program *')} } progs;`,
        `struct { ${members(programs, 'struct bpf_link *')} } links;`,
      ];
  return `struct ${name} { ${[...parts, ...sections].join('\n')} };
struct ${name} *${name}__open(void);
struct ${name} *${name}__open_opts(const struct bpf_object_open_opts *opts);
struct ${name} *${name}__open_and_load(void);
int ${name}__load(struct ${name} *skel);
int ${name}__attach(struct ${name} *skel);
void ${name}__detach(struct ${name} *skel);
void ${name}__destroy(struct ${name} *skel);
`;
}

const DEEPEST = 20;

/** A declaration of a variable; pointers of the kernel are no business of user space. */
function declared(type: CType, name: string, depth = 0): string {
  if (depth > DEEPEST) return `char ${name}`;
  if (type.k === 'int')
    return `${type.bool ? 'bool' : `__${type.signed ? 's' : 'u'}${8 * type.size}`} ${name}`;
  if (type.k === 'array') return declared(type.of, `${name}[${type.length ?? 0}]`, depth + 1);
  if (isRecord(type)) {
    if (type.name !== '' && type.complete) return `${type.k} ${type.name} ${name}`;
    const fields = type.fields.map((field) => {
      const bits = field.bits ? ` : ${field.bits.width}` : '';
      return `${declared(field.type, field.name, depth + 1)}${bits};`;
    });
    return `${type.k} { ${fields.join(' ')} } ${name}`;
  }
  return `void *${name}`;
}
