/** Files that are a part of others: checked in the context of what includes them, with their findings where they stand. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { checkFile } from '../../server/service/check.ts';
import { openSession } from '../../server/service/session.ts';
import type { FileResult } from '../../server/service/types.ts';

before(() => initSyntaxNode());

const TOP = '#include <scx/common.bpf.h>\n';
const LICENSE = 'char _license[] SEC("license") = "GPL";\n';
const program = (name: string, body: string) =>
  `SEC("tp_btf/task_newtask")\nint BPF_PROG(${name}, struct task_struct *task, u64 clone_flags)\n{\n${body}}\n`;
const LEAK = '\tstruct bpf_cpumask *mask = bpf_cpumask_create();\n\treturn mask ? 1 : 0;\n';
const CELLS = `struct cell { u32 nr; };
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct cell);
} cells SEC(".maps");
`;
/** NULL only where nobody knows what \`cells\` is. */
const READS =
  '\tu32 first = 0;\n\tstruct cell *cell = bpf_map_lookup_elem(&cells, &first);\n\treturn cell->nr;\n';

interface Case {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  /** By the file that is asked about: `FILE rule@LINE`, those of what it includes as well. */
  readonly found: Readonly<Record<string, readonly string[]>>;
}

const CASES: readonly Case[] = [
  {
    what: 'a part is read behind what stands before its #include',
    files: {
      'main.bpf.c': `${TOP}${LICENSE}${CELLS}#include "part.bpf.c"\n#include "leak.bpf.c"\n`,
      'part.bpf.c': program('reads', READS),
      'leak.bpf.c': program('leaks', LEAK),
    },
    found: {
      'main.bpf.c': ['leak.bpf.c unreleased-reference@5'],
      'part.bpf.c': [],
      'leak.bpf.c': ['leak.bpf.c unreleased-reference@5'],
    },
  },
  {
    what: 'a program in a header',
    files: { 'main.bpf.c': `${TOP}${LICENSE}#include "ops.h"\n`, 'ops.h': program('leaks', LEAK) },
    found: {
      'main.bpf.c': ['ops.h unreleased-reference@5'],
      'ops.h': ['ops.h unreleased-reference@5'],
    },
  },
  {
    what: 'a part of a part, from a folder above',
    files: {
      'main.bpf.c': `${TOP}${LICENSE}#include "parts/all.bpf.c"\n`,
      'parts/all.bpf.c': `#define WANTED bpf_cpumask_create()\n#include "one.bpf.c"\n`,
      'parts/one.bpf.c': program('leaks', LEAK.replace('bpf_cpumask_create()', 'WANTED')),
    },
    found: {
      'main.bpf.c': ['parts/one.bpf.c unreleased-reference@5'],
      'parts/all.bpf.c': [],
      'parts/one.bpf.c': ['parts/one.bpf.c unreleased-reference@5'],
    },
  },
  {
    what: 'a file with a licence is built alone, whoever includes it too',
    files: {
      'both.bpf.c': `${TOP}#ifndef NO_LICENSE\n${LICENSE}#endif\n${program('leaks', LEAK)}`,
      'outer.bpf.c': '#define NO_LICENSE\n#include "both.bpf.c"\n',
    },
    found: {
      'both.bpf.c': ['both.bpf.c unreleased-reference@9'],
      'outer.bpf.c': ['both.bpf.c unreleased-reference@9'],
    },
  },
  {
    what: 'a helper of a header leaks for a program: shown where it is called, and in the header if somebody asks',
    files: {
      'main.bpf.c': `${TOP}${LICENSE}#include "help.h"\n${program('uses', '\treturn loses();\n')}`,
      'help.h': `static int loses(void)\n{\n${LEAK}}\n`,
    },
    found: {
      'main.bpf.c': ['main.bpf.c unreleased-reference@7'],
      'help.h': ['help.h unreleased-reference@4'],
    },
  },
  {
    what: 'of files that include each other, each is a part of the other',
    files: {
      'a.bpf.c': `${TOP}#include "b.bpf.c"\n${program('a', LEAK)}`,
      'b.bpf.c': `${TOP}#include "a.bpf.c"\n${program('b', LEAK)}`,
    },
    found: {
      'a.bpf.c': ['a.bpf.c unreleased-reference@7'],
      'b.bpf.c': ['b.bpf.c unreleased-reference@7'],
    },
  },
  {
    what: "a host's test includes it: nothing is built from that",
    files: {
      'part.bpf.c': `${TOP}${program('leaks', LEAK)}`,
      'part.test.bpf.c': '#include <scx_test.h>\n#include "part.bpf.c"\nint main(void) { return 0; }\n',
    },
    found: { 'part.bpf.c': ['part.bpf.c unreleased-reference@6'], 'part.test.bpf.c': [] },
  },
];

function readerOf(files: Readonly<Record<string, string>>): FileReader {
  const at = (path: string) => (path.startsWith('/w/') ? files[path.slice(3)] : undefined);
  return {
    read: at,
    list(folder) {
      const below = `${folder}/`.replace('//', '/').replace('/w/', '');
      const names = Object.keys(files).flatMap((path) => {
        if (!path.startsWith(below)) return [];
        const [name = '', ...rest] = path.slice(below.length).split('/');
        return rest.length > 0 ? `${name}/` : name;
      });
      return folder.startsWith('/w') ? [...new Set(names)] : undefined;
    },
  };
}

function said(result: FileResult): string[] {
  const own = result.diagnostics.map(
    ({ rule, range }) => `${result.path.slice(3)} ${rule}@${range.start.line + 1}`,
  );
  return [...own, ...(result.parts ?? []).flatMap(said)].sort();
}

for (const { what, files, found } of CASES) {
  test(what, () => {
    const reader = readerOf(files);
    const alone: Record<string, readonly string[]> = {};
    const edited: Record<string, readonly string[]> = {};
    for (const name of Object.keys(found)) {
      const [path, text] = [`/w/${name}`, files[name]!];
      alone[name] = said(checkFile(path, text, reader, { kernel: '6.18' }));
      const session = openSession(path, `${text}int half`, reader);
      atOnce(session.check('6.18'));
      session.setText(text);
      edited[name] = said(atOnce(session.check('6.18')));
    }
    assert.deepEqual(alone, found, 'on the command line');
    assert.deepEqual(edited, found, 'in an editor');
  });
}

test('without a reader that lists folders a part is read alone', () => {
  const { list: _, ...reader } = readerOf(CASES[0]!.files);
  const result = checkFile('/w/part.bpf.c', CASES[0]!.files['part.bpf.c']!, reader, { kernel: '6.18' });
  assert.deepEqual(said(result), ['part.bpf.c possibly-null-dereference@6']);
});
