import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { libbpfNear } from '../../bpf/flow/user/libbpf-version.ts';
import { userSpaceOf } from '../../bpf/flow/user/user-space.ts';
import { MAP_TYPE_DOCS } from '../../bpf/kernel/map-operations/texts.ts';
import { MAP_TYPES } from '../../bpf/kernel/maps.ts';
import { isUserC } from '../../bpf/syntax/detect.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { withHoversIn } from '../../bpf/words/language.ts';
import { checkFile } from '../../server/service/check.ts';
import { fixText } from '../../server/service/fix/fix-text.ts';
import { hover } from '../../server/service/hover.ts';
import { openSession } from '../../server/service/session.ts';

before(() => initSyntaxNode());

const BPF = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");
`;
const files = (more: Readonly<Record<string, string>> = {}) => ({
  read: (path: string) => ({ 'a/count.bpf.c': BPF, ...more })[path],
});

const program = (body: string, includes = '#include "count.skel.h"') => `#include <stdio.h>
#include <bpf/libbpf.h>
${includes}

int run(struct count *skel, int cpu, __u64 value)
{
	int cpus = libbpf_num_possible_cpus();
	__u32 key = 1;

${body}
	return 0;
}
`;

const found = (text: string, reader = files(), kernel = '7.0') =>
  checkFile('a/count.c', text, reader, { kernel }).diagnostics.map(({ rule, range }) => [
    rule,
    range.start.line + 1,
  ]);

test('files of user space are known by what they include, BPF and other C are not', () => {
  for (const name of ['<bpf/libbpf.h>', '<bpf/bpf.h>', '"x.skel.h"', '".output/x.lskel.h"', '"../bpf/bpf.h"'])
    assert.ok(isUserC('a.c', `#include ${name}\n`), name);
  for (const text of [
    '#include <stdio.h>\n',
    '// #include <bpf/bpf.h>\n',
    'int bpf;',
    '#include "mybpf.h"\n',
  ])
    assert.ok(!isUserC('a.c', text), text);
  assert.ok(!isUserC('a.bpf.c', '#include <bpf/bpf.h>\n'));
  assert.ok(!isUserC('a.c', '#include <bpf/bpf.h>\n#include "vmlinux.h"\n'));
});

test('maps are found through skeletons, names, descriptors and parameters', () => {
  const update = (map: string) => `	bpf_map_update_elem(${map}, &key, &value, BPF_F_CPU | BPF_F_ALL_CPUS);`;
  const refused = [['map-operation-fails', 10]];
  assert.deepEqual(found(program(update('bpf_map__fd(skel->maps.hits)'))), refused);
  assert.deepEqual(found(program(update('bpf_object__find_map_fd_by_name(skel->obj, "hits")'))), refused);
  const light = '#include "count.lskel.h"';
  assert.deepEqual(found(program(update('skel->maps.hits.map_fd'), light)), refused);
  const helper = `
static int put(int fd, __u32 key, __u64 value)
{
	return bpf_map_update_elem(fd, &key, &value, BPF_F_CPU | BPF_F_ALL_CPUS);
}
`;
  const called = program('	put(bpf_map__fd(skel->maps.hits), key, value);').replace(
    '\nint run',
    `${helper}\nint run`,
  );
  assert.deepEqual(found(called), [['map-operation-fails', 7]]);
});

test('what is not known has no finding', () => {
  const both = 'BPF_F_CPU | BPF_F_ALL_CPUS';
  assert.deepEqual(found(program(`	bpf_map_update_elem(cpu, &key, &value, ${both});`)), []);
  const other = program(`	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, ${both});`);
  assert.deepEqual(found(other, { read: () => undefined }), []);
  const retyped = program(`	bpf_map__set_type(skel->maps.hits, 1);
	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, ${both});`);
  assert.deepEqual(found(retyped), []);
});

const preferred = (text: string) =>
  fixText('a/count.c', text, files(), { kernel: '7.0', choice: 'preferred', withWarnings: true }).text;

test('fixes: the cast, the end of the loop, all CPUs for a loop, the size, the room', () => {
  const put = (flags: string) =>
    program(`	bpf_map__update_elem(skel->maps.hits, &key, sizeof(key), &value, sizeof(value), BPF_F_ALL_CPUS);
	bpf_map__update_elem(skel->maps.hits, &key, sizeof(key), &value, sizeof(value), ${flags});`);
  assert.equal(preferred(put('BPF_F_CPU | (cpu << 32)')), put('BPF_F_CPU | ((__u64)cpu << 32)'));
  assert.equal(preferred(put('BPF_F_CPU | BPF_NOEXIST')), put('BPF_F_CPU'));
  const size = (bytes: string) =>
    program(`	bpf_map__lookup_elem(skel->maps.hits, &key, sizeof(key), &value, ${bytes}, BPF_F_CPU);`);
  assert.equal(preferred(size('12')), size('sizeof(value)'));
  const round = (less: string) =>
    program(`	for (cpu = 0; cpu ${less} cpus; cpu++)
		bpf_map_lookup_elem_flags(bpf_map__fd(skel->maps.hits), &key, &value, (__u64)cpu << 32 | BPF_F_CPU);`);
  assert.equal(preferred(round('<=')), round('<'));
  const loop = program(`	for (cpu = 0; cpu < cpus; cpu++)
		bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, (__u64)cpu << 32 | BPF_F_CPU);`);
  const once = program('	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, BPF_F_ALL_CPUS);');
  assert.equal(preferred(loop), once);
  const room = (declaration: string, value: string) =>
    program(`	${declaration};
	bpf_map_lookup_elem(bpf_map__fd(skel->maps.hits), &key, ${value});`);
  assert.equal(preferred(room('__u64 one', '&one')), room('__u64 one[libbpf_num_possible_cpus()]', 'one'));
});

test('libbpf is that of a package or a copy near the file', () => {
  const near = (more: Readonly<Record<string, string>>) => libbpfNear('a/count.c', files(more));
  assert.equal(near({}), undefined);
  assert.equal(near({ 'a/libbpf.pc': 'Name: libbpf\nVersion: 1.5.0\n' }), '1.5');
  const header = '#define LIBBPF_MAJOR_VERSION 1\n#define LIBBPF_MINOR_VERSION 8\n';
  assert.equal(near({ 'a/libbpf/src/libbpf_version.h': header }), '1.8');
  const text = program(
    '	bpf_map__update_elem(skel->maps.hits, &key, sizeof(key), &value, sizeof(value), BPF_F_ALL_CPUS);',
  );
  assert.deepEqual(found(text), []);
  assert.deepEqual(found(text, files({ 'a/libbpf.pc': 'Version: 1.5.0\n' })), [['map-operation-fails', 10]]);
});

test('an edited document finds what a fresh check finds', () => {
  const session = openSession('a/count.c', '', files());
  for (const flags of ['BPF_F_ALL_CPUS', 'BPF_F_CPU', 'BPF_F_LOCK', 'BPF_F_ALL_CPUS']) {
    const text = program(`	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, ${flags});`);
    session.setText(text);
    const { diagnostics } = atOnce(session.check('7.0'));
    assert.deepEqual(diagnostics, checkFile('a/count.c', text, files(), { kernel: '7.0' }).diagnostics);
  }
  session.close();
});

test('hovers: every flag and every map type, in BPF and in user space', () => {
  const at = (text: string, kernel = '7.0', isUserSpace = true) =>
    hover({ text, offset: 1, kernel, isUserSpace, known: undefined })?.text ?? '';
  assert.match(at('BPF_F_CPU'), /BPF_F_CPU = 8[\s\S]*ERANGE[\s\S]*since Linux 7\.0[\s\S]*1\.7/);
  assert.match(at('BPF_F_CPU'), /`lookup`[^;]*PERCPU_ARRAY[\s\S]*never/);
  assert.match(at('BPF_F_ALL_CPUS', '6.18'), /Linux 6\.18 answers/);
  assert.doesNotMatch(at('BPF_F_ALL_CPUS').split('From user space')[1]!.split('\n')[0]!, /`lookup`/);
  assert.match(at('BPF_NOEXIST'), /= 1[\s\S]*EEXIST[\s\S]*From programs:\*\* HASH/);
  for (const name of MAP_TYPES.keys()) assert.match(at(name), /\w+\n/, name);
  assert.deepEqual(
    [...MAP_TYPES.values()].filter(({ name }) => !Object.hasOwn(MAP_TYPE_DOCS, name)),
    [],
  );
  const chinese = withHoversIn('zh-cn', () => at('BPF_F_ALL_CPUS') + at('BPF_MAP_TYPE_PERCPU_HASH'));
  assert.match(chinese, /映射[\s\S]*：/);
  assert.doesNotMatch(chinese, /user space|:\*\*|, /);
  assert.equal(at('bpf_map_update_elem'), '');
  assert.match(at('bpf_map_update_elem', '7.0', false), /Flags:\*\* `BPF_ANY` 0[\s\S]*user space only/);
});

const HASH = BPF.replace('PERCPU_HASH', 'HASH');
const ARRAY = BPF.replace('PERCPU_HASH', 'ARRAY');
const update = (flags: string) =>
  `	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, ${flags});`;
const remove = '	bpf_map_delete_elem(bpf_map__fd(skel->maps.hits), &key);';

for (const [what, bpf, body, attention] of [
  ['values per CPU', BPF, update('BPF_ANY'), 'always'],
  ['flags for CPUs', HASH, update('BPF_F_ALL_CPUS'), 'always'],
  ['plain updates of a hash table', HASH, update('BPF_ANY'), 'never'],
  ['deletions from a hash table', HASH, remove, 'never'],
  ['deletions from an array', ARRAY, remove, 'resting'],
  ['a lock', HASH, update('BPF_F_LOCK'), 'resting'],
  [
    'sizes that libbpf compares',
    HASH,
    '	bpf_map__delete_elem(skel->maps.hits, &key, sizeof(key), 0);',
    'resting',
  ],
] as const)
  test(`attention ${attention}: ${what}`, () => {
    const reader = files({ 'a/count.bpf.c': bpf });
    assert.equal(userSpaceOf('a/count.c', program(body), reader)?.attention, attention);
    const session = openSession('a/count.c', program(body), reader);
    assert.equal(session.mayWait(), false);
    atOnce(session.check('7.0'));
    assert.equal(session.mayWait(), attention !== 'always');
    session.close();
  });

test('what has nothing to do with maps is not entered, and what decides a flag is', () => {
  const questions = Array.from(
    { length: 60 },
    (_, i) => `	if (strcmp(text, "${i}"))\n		options[${i}] += 1;`,
  );
  const text = program('	parse("x");\n	put(skel, flags(cpu), value);').replace(
    '\nint run',
    `
int options[60];

static void parse(const char *text)
{
${questions.join('\n')}
	if (options[0])
		parse(text + 1);
}

static __u64 flags(int cpu)
{
	return BPF_F_ALL_CPUS | BPF_F_CPU;
}

static void put(struct count *skel, __u64 flags, __u64 value)
{
	__u32 key = 1;

	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, flags);
}

int run`,
  );
  const { diagnostics, incomplete } = checkFile('a/count.c', text, files(), { kernel: '7.0' });
  assert.deepEqual(
    diagnostics.map(({ rule }) => rule),
    ['map-operation-fails'],
  );
  assert.deepEqual(incomplete, []);
});

test('a long computation of flags or sizes is followed, however many branches it has', () => {
  const cases = Array.from({ length: 30 }, (_, i) => `	if (mode == ${i})\n		return BPF_F_ALL_CPUS;`);
  const text = program(
    '	bpf_map_update_elem(bpf_map__fd(skel->maps.hits), &key, &value, flags(77));',
  ).replace(
    '\nint run',
    `\nstatic __u64 flags(int mode)\n{\n${cases.join('\n')}\n	return BPF_F_ALL_CPUS | BPF_F_CPU;\n}\n\nint run`,
  );
  assert.deepEqual(
    found(text).map(([rule]) => rule),
    ['map-operation-fails'],
  );
});
