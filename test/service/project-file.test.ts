/** Project files: what they may say, where what is wrong is said, and what follows for a check. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { checkFile } from '../../server/service/check.ts';
import { kernelOf, over, projectOf, withSeverities } from '../../server/service/settings/merge.ts';
import { projectFileOf } from '../../server/service/settings/project-file.ts';
import type { Values } from '../../server/service/settings/values.ts';

before(() => initSyntaxNode());

const FILE = '/p/.bpf-cpumask.json';
const SCOPE = scopeOf({ root: '/p', paths: [] });
const read = (text: string) =>
  projectFileOf({ read: (path) => (path === FILE ? text : undefined) }, '/p/main.bpf.c', SCOPE)!;
const said = (text: string) =>
  read(text).problems.map(
    ({ range: { start, end }, message }) =>
      `${start.line}:${start.character}-${end.line}:${end.character} ${message}`,
  );

test('everything that it can say', () => {
  const all = {
    $schema: './project.schema.json',
    targetKernel: '6.12',
    proposedApis: true,
    libbpf: '1.4',
    severity: { 'kptr-slot': 'off', 'suppression-unused': 'warning' },
    onlyRules: ['kptr-slot'],
    includePaths: ['include'],
    functions: { mask_get: 'acquire', mask_put: 'release', mask_is_set: 'null-test' },
    programMacros: { MY_OPS: 'struct_ops', MY_TP: 'tp_btf' },
    objects: [['main.bpf.c', 'lib/mask.bpf.c']],
  };
  const { values, problems } = read(JSON.stringify(all));
  assert.deepEqual(problems, []);
  const { $schema: _, ...rest } = all;
  assert.deepEqual(values, {
    ...rest,
    programMacros: { MY_OPS: 'struct_ops', MY_TP: 'tp_btf/target' },
    includePaths: ['/p/include'],
    objects: [['/p/main.bpf.c', '/p/lib/mask.bpf.c']],
  });
});

test('what cannot be used is said at its place, and the rest counts', () => {
  const text = `{
  "targetKernel": "6.20",
  "severity": { "kptr-slott": "off", "kptr-slot": "loud", "not-owned": "hint" },
  "onlyRules": ["nonsense"],
  "functions": { "bpf_task_release": "release", "get": "take", "2": "release" },
  "programMacros": { "MY_OPS": "no such section" },
  "includePaths": ["../../etc"],
  "objects": [["a.bpf.c", "/etc/passwd"]],
  "kernel": "6.12"
}`;
  assert.deepEqual(said(text), [
    '1:18-1:24 targetKernel is "6.20"; it must be X.Y of a Linux release, such as 6.18.',
    '2:16-2:28 severity.kptr-slott is "off"; there is no such rule; did you mean kptr-slot?',
    '2:50-2:56 severity.kptr-slot is "loud"; it must be one of "error", "warning", "information", "hint", "off".',
    '3:16-3:26 onlyRules[0] is "nonsense"; there is no such rule.',
    '4:17-4:35 functions.bpf_task_release is "release"; it is a function of the kernel, and what it does is known.',
    '4:55-4:61 functions.get is "take"; it must be one of "acquire", "release", "null-test".',
    '4:63-4:66 functions.2 is "release"; it must be a name of C.',
    '5:31-5:48 programMacros.MY_OPS is "no such section"; it must be a section that names a program type, such as struct_ops or tp_btf/sched_switch.',
    '6:19-6:30 includePaths[0] is "../../etc"; it leads out of the project, so it is not read; name it in the settings or with --include.',
    '7:26-7:39 objects[0][1] is "/etc/passwd"; it leads out of the project, so it is not read; name it in the settings or with --include.',
    '8:2-8:10 kernel is "6.12"; there is no such setting.',
  ]);
});

test('hostile files are a line, never a crash', () => {
  for (const text of [
    '',
    '{',
    '[',
    '{"a":}',
    '\u0000',
    'nonsense',
    '{"a": 1} x',
    '"\\u12"',
    '{"severity": {"a": "off",}}',
    '['.repeat(100_000),
    '{"a":'.repeat(5_000),
  ])
    assert.deepEqual(
      read(text).problems.map(({ message }) => message),
      ['This is not JSON, so the file is ignored.'],
      text.slice(0, 20),
    );
  for (const text of ['1', 'null', '[]', '"a"'])
    assert.match(read(text).problems[0]!.message, /^A project file is a JSON object/);
  assert.match(read(' '.repeat(300_000)).problems[0]!.message, /^The file is longer than 262144 characters/);
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 9_999 }, (_, i) => [`k${i}`, 0])));
  assert.equal(read(many).problems.length, 100);
  assert.deepEqual(read('{"__proto__": {"targetKernel": "6.12"}, "constructor": 1}').values, {});
  assert.equal(read('\ufeff{"targetKernel": "6.12"}').values.targetKernel, '6.12');
  assert.equal(read('{"targetKernel": "6.9", "targetKernel": "6.12"}').values.targetKernel, '6.12');
});

test('the nearest one counts, and none from outside of what the file may read', () => {
  const files: Record<string, string> = {
    '/.bpf-cpumask.json': '{"targetKernel": "6.3"}',
    '/p/.bpf-cpumask.json': '{"targetKernel": "6.9", "libbpf": "1.4"}',
    '/p/a/.bpf-cpumask.json': '{"targetKernel": "6.12"}',
  };
  const reader: FileReader = { read: (path) => files[path] };
  const scope = scopeOf({ root: '/p', paths: [] });
  const valuesAt = (path: string) => projectFileOf(reader, path, scope)?.values;
  assert.deepEqual(valuesAt('/p/a/b/x.bpf.c'), { targetKernel: '6.12' });
  assert.deepEqual(valuesAt('/p/b/x.bpf.c'), { targetKernel: '6.9', libbpf: '1.4' });
  delete files['/p/.bpf-cpumask.json'];
  assert.equal(valuesAt('/p/b/x.bpf.c'), undefined);
});

test('of two that say something, the first counts; of objects, name by name', () => {
  const file: Values = { targetKernel: '6.12', severity: { 'kptr-slot': 'off' }, onlyRules: [] };
  const user: Values = {
    targetKernel: '6.9',
    proposedApis: true,
    severity: { 'kptr-slot': 'hint', 'not-owned': 'off' },
    onlyRules: ['kptr-slot'],
  };
  assert.deepEqual(over(file, user), {
    targetKernel: '6.12',
    proposedApis: true,
    severity: { 'kptr-slot': 'off', 'not-owned': 'off' },
    onlyRules: [],
  });
  assert.equal(kernelOf(over(file, user)), '6.12-proposed');
});

const TOP = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "mask_get.h"
char _license[] SEC("license") = "GPL";
`;

/** The findings of a program in a folder with that project file. */
function check(text: string, values: Values, others: Readonly<Record<string, string>> = {}) {
  const files: Record<string, string> = { '/p/main.bpf.c': text, ...others };
  const reader: FileReader = {
    read: (path) => files[path],
    list: (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
        .map((path) => path.slice(folder.length + 1)),
    project: () => projectOf(values),
  };
  const result = checkFile('/p/main.bpf.c', text, reader, { kernel: kernelOf(values) });
  return withSeverities(result, values).diagnostics;
}

const messages = (text: string, values: Values) => check(text, values).map(({ message }) => message);

test('functions whose bodies cannot be read: a reference, its end, and a test for NULL', () => {
  const text = `${TOP}struct bpf_cpumask *mask_get(struct task_struct *task);
void mask_put(struct bpf_cpumask *mask);
bool mask_is_set(struct bpf_cpumask *mask);
SEC("tp_btf/task_newtask")
int BPF_PROG(gets, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = mask_get(task);
	if (!mask_is_set(mask))
		return 0;
	bpf_cpumask_set_cpu(0, mask);
	if (flags)
		return 1;
	mask_put(mask);
	return 0;
}
`;
  const functions = { mask_get: 'acquire', mask_put: 'release', mask_is_set: 'null-test' } as const;
  assert.deepEqual(messages(text, {}), []);
  assert.deepEqual(messages(text, { functions }), [
    "The program ends here without releasing 'mask' (the reference from mask_get()). Before this, release it with mask_put(), or move it into a kptr with bpf_kptr_xchg().",
  ]);
  const good = text.replace('if (flags)\n\t\treturn 1;\n', '');
  assert.deepEqual(messages(good, { functions }), []);
  const unchecked = good.replace('if (!mask_is_set(mask))\n\t\treturn 0;\n', '');
  assert.match(messages(unchecked, { functions })[0] ?? '', /may be NULL/);
  const twice = good.replace('mask_put(mask);', 'mask_put(mask);\n\tmask_put(mask);');
  assert.match(messages(twice, { functions })[0] ?? '', /after/);
});

test("a macro of the project's own is a program of its section, unless its definition is read", () => {
  const body = '{\n\tbpf_rcu_read_lock();\n\tbpf_rcu_read_unlock();\n\treturn 0;\n}\n';
  const text = `${TOP}int MY_PROG(runs, struct task_struct *task)\n${body.replace('bpf_rcu_read_lock', 'bpf_cpumask_create')}`;
  const programOf = (values: Values, before = '') =>
    check(before + text, values).map(({ program, rule }) => [rule, program]);
  assert.deepEqual(programOf({ programMacros: { MY_PROG: 'tp_btf/task_newtask' } })[0]?.[1], 'runs');
  // XDP may not call it.
  assert.deepEqual(
    programOf({ programMacros: { MY_PROG: 'xdp' } })
      .map(([rule]) => rule)
      .includes('program-type'),
    true,
  );
  const define = '#define MY_PROG(name, args...) SEC("tp_btf/x") BPF_PROG(name, ##args)\n';
  const both = programOf({ programMacros: { MY_PROG: 'xdp' } }, define);
  assert.deepEqual(both.map(([rule]) => rule).includes('program-type'), false);
});

test('the files of one object, wherever they are', () => {
  const text = `${TOP}void drop(struct bpf_cpumask *mask) __hidden;
SEC("tp_btf/task_newtask")
int BPF_PROG(runs, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	if (mask)
		drop(mask);
	return 0;
}
`;
  const other = { '/p/lib/drop.bpf.c': `${TOP}__hidden void drop(struct bpf_cpumask *mask)\n{\n}\n` };
  const rules = (values: Values) => check(text, values, other).map(({ rule }) => rule);
  assert.deepEqual(rules({}), []);
  assert.deepEqual(rules({ objects: [['/p/main.bpf.c', '/p/lib/drop.bpf.c']] }), ['unreleased-reference']);
  assert.deepEqual(rules({ objects: [['/p/main.bpf.c']] }), []);
});

test('severities, and only the rules that are wanted', () => {
  const text = `${TOP}
SEC("tp_btf/task_newtask")
int BPF_PROG(leaks, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	bpf_cpumask_clear((struct bpf_cpumask *)task->cpus_ptr);
	return 0;
}
`;
  const found = (values: Values) => check(text, values).map(({ rule, severity }) => `${severity} ${rule}`);
  const usual = found({});
  assert.ok(usual.includes('error unreleased-reference') && usual.length > 1, usual.join());
  assert.deepEqual(found({ onlyRules: ['unreleased-reference'] }), ['error unreleased-reference']);
  assert.ok(found({ severity: { 'unreleased-reference': 'hint' } }).includes('hint unreleased-reference'));
  assert.equal(found({ severity: { 'unreleased-reference': 'off' } }).length, usual.length - 1);
});

test('what is no text, or has comments, is said once, and nothing of it counts', () => {
  assert.deepEqual(said('{ // why\n "targetKernel": "6.12" }'), [
    '0:2-0:3 JSON has no comments, so the file is ignored.',
  ]);
  assert.deepEqual(said('/* why */ {}'), ['0:0-0:1 JSON has no comments, so the file is ignored.']);
  assert.deepEqual(said('{ "targetKernel": / }'), ['0:18-0:19 This is not JSON, so the file is ignored.']);
  // A folder, a pipe, another encoding: it is there, and has no text.
  for (const name of ['.bpf-cpumask.json', '.bpf-cpumask.json/']) {
    const reader = {
      read: () => undefined,
      list: (folder: string) => (folder === '/p' ? ['a.c', name] : ['b.c']),
    };
    const file = projectFileOf(reader, '/p/src/main.bpf.c', SCOPE);
    assert.equal(file?.path, FILE);
    assert.deepEqual(
      file?.problems.map(({ message }) => message),
      ['This is not a text file that can be read, so it is ignored.'],
    );
  }
  const none = { read: () => undefined, list: () => ['bpf-cpumask.json', 'x.bpf-cpumask.json'] };
  assert.equal(projectFileOf(none, '/p/main.bpf.c', SCOPE), undefined);
});

test('a byte order mark and the line ends of Windows change nothing', () => {
  assert.deepEqual(read('\ufeff{\r\n\t"targetKernel": "6.12"\r\n}\r\n').values, { targetKernel: '6.12' });
  assert.deepEqual(said('\ufeff{\r\n  "targetKernel": "2.4"\r\n}\r\n').length, 1);
});
