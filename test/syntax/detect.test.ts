import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBpfC } from '../../bpf/syntax/detect.ts';

const BPF: [name: string, text: string][] = [
  ['sched.bpf.c', ''],
  ['sched.test.bpf.c', '#include <scx/common.bpf.h>\n'],
  ['file:///a/lib.bpf.h', ''],
  ['SCHED.BPF.C', ''],
  ['a.c', '#include "vmlinux.h"\n'],
  ['a.c', '\n  #  include <bpf/bpf_helpers.h>\n'],
  ['a.h', '#include <scx/common.bpf.h>\n'],
  ['untitled:Untitled-1', 'int x;\nSEC("xdp")\nint f(void *ctx) { return 0; }\n'],
  ['a.c', '#define private(name) SEC(".data." #name)\n'],
  ['a.c', '} saved SEC ( ".maps" );\n'],
];

const OTHER: [name: string, text: string][] = [
  ['a.c', ''],
  ['main.c', '#include "sched.skel.h"\n#include <bpf/libbpf.h>\nint main(void) { return 0; }\n'],
  ['a.c', 'long t = MSEC("5");\n'],
  ['a.c', 'u64 t = SEC(5);\n'],
  ['bpf.c', '// includes vmlinux.h\n'],
  ['a.bpf.o', ''],
  ['a.bpf.cpp', ''],
  ['part.test.bpf.c', '#include <scx_test.h>\n#include "part.bpf.c"\n'],
];

test('BPF C is known by its name, its headers and its sections', () => {
  for (const [name, text] of BPF) assert.equal(isBpfC(name, text), true, `${name}: ${text}`);
});

test('other C is not BPF', () => {
  for (const [name, text] of OTHER) assert.equal(isBpfC(name, text), false, `${name}: ${text}`);
});

test('only the first 64 KB count', () => {
  const filler = 'int a;\n'.repeat(10_000);
  assert.equal(isBpfC('a.c', `${filler}SEC("xdp")`), false);
  assert.equal(isBpfC('a.c', `SEC("xdp")\n${filler}`), true);
});
