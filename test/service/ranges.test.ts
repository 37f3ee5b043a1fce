/** What a finding underlines: the argument that is meant, or the call when no single argument is. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
struct slot { struct bpf_cpumask __kptr *mask; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct slot); } slots SEC(".maps");
#define RELEASE(m) bpf_cpumask_release(m)
#define DROP bpf_cpumask_release(m)
`;

/** The text under each finding in a program with this body. */
function underlined(body: string, section = 'tp_btf/task_newtask'): string[] {
  const text = `${HEAD}SEC("${section}")\nint BPF_PROG(p, struct task_struct *task, u64 flags)\n{\n${body}\n}\nchar LICENSE[] SEC("license") = "GPL";\n`;
  const lines = text.split('\n');
  const { diagnostics, incomplete } = checkFile(
    'p.bpf.c',
    text,
    { read: () => undefined },
    { kernel: '6.18' },
  );
  assert.deepEqual(incomplete, []);
  return diagnostics.map(({ rule, range: { start, end } }) => {
    const within = lines.slice(start.line, end.line + 1);
    within[within.length - 1] = within.at(-1)!.slice(0, end.character);
    within[0] = within[0]!.slice(start.character);
    return `${rule}: ${within.join('\n')}`;
  });
}

const MADE = 'struct bpf_cpumask *m = bpf_cpumask_create();\n';
const OWNED = `${MADE}if (!m) return 0;\n`;

const CASES: readonly [what: string, body: string, expected: string][] = [
  [
    'the second argument, its cast included',
    `${OWNED}bpf_cpumask_release(m); return bpf_cpumask_test_cpu(1, (const struct cpumask *)m);`,
    'use-after-release: (const struct cpumask *)m',
  ],
  [
    'the first of several',
    `${MADE}bpf_cpumask_copy(m, task->cpus_ptr); bpf_cpumask_release(m); return 0;`,
    'possibly-null-argument: m',
  ],
  [
    'on a line of its own',
    `${OWNED}bpf_cpumask_copy(m,\n\t(const struct cpumask *)task);\nbpf_cpumask_release(m); return 0;`,
    'wrong-mask-type: (const struct cpumask *)task',
  ],
  [
    'a call as an argument',
    'bpf_cpumask_release(bpf_cpumask_create()); return 0;',
    'possibly-null-argument: bpf_cpumask_create()',
  ],
  [
    'the slot of an exchange',
    `${OWNED}struct bpf_cpumask *here = 0; m = bpf_kptr_xchg(&here, m); if (m) bpf_cpumask_release(m); return 0;`,
    'kptr-slot: &here',
  ],
  [
    'a macro around the call',
    `${OWNED}bpf_cpumask_release(m); RELEASE(m); return 0;`,
    'use-after-release: m',
  ],
  [
    'a macro that stands for the call',
    `${OWNED}bpf_cpumask_release(m); DROP; return 0;`,
    'use-after-release: DROP',
  ],
  ['the call, when no argument is to blame', `${OWNED}return 0;`, 'unreleased-reference: return 0;'],
  [
    'a call that may not stand there',
    'bpf_rcu_read_unlock(); return 0;',
    'unbalanced-rcu-section: bpf_rcu_read_unlock()',
  ],
  [
    'a saved flag',
    'unsigned long saved; bpf_local_irq_restore(&saved); return 0;',
    'unbalanced-rcu-section: &saved',
  ],
];

for (const [what, body, expected] of CASES)
  test(what, () => {
    assert.deepEqual(underlined(body), [expected]);
  });

test('an iterator outside RCU: the call, not its variable', () => {
  const body = 'struct bpf_iter_task it; bpf_iter_task_new(&it, 0, 0); bpf_iter_task_destroy(&it); return 0;';
  assert.deepEqual(underlined(body, 'lsm.s/task_alloc'), [
    'outside-rcu-section: bpf_iter_task_new(&it, 0, 0)',
  ]);
});
