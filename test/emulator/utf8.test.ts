/** Bytes of a program become text where a reader sees them; what is no UTF-8 breaks nothing. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { parseCommand } from '../../cli/input/args.ts';
import { utf8Bytes, utf8Text } from '../../emulator/machine/memory.ts';
import { record } from './selecting.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const program = (body: string, section = 'syscall') => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct named { char text[48]; u32 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct named); __uint(max_entries, 1); } names SEC(".maps");

SEC("${section}")
int prog(void *ctx)
{
	struct task_struct *p = bpf_get_current_task_btf();
	char c[16] = {};
	${body}
	return 0;
}
`;

const CUT = '\ufffd';

/** What is printed, by a task of that name. */
const PRINTED: readonly (readonly [body: string, output: readonly string[], comm?: string])[] = [
  ['bpf_printk("任务 %s 有 CPU %d", p->comm, 5);', ['任务 工作者 有 CPU 5'], '工作者'],
  ['bpf_printk("%s", "中文"); bpf_printk("é 😀\\n");', ['中文', 'é 😀']],
  ['bpf_get_current_comm(c, sizeof(c)); bpf_printk("%s", c);', ['工作者'], '工作者'],
  // The kernel keeps 15 bytes of a name, wherever they end.
  ['bpf_printk("%s", p->comm);', ['处理器工作'], '处理器工作者线程'],
  ['bpf_printk("%s", p->comm);', [`a处理器工${CUT}`], 'a处理器工作者'],
  ['bpf_get_current_comm(c, 5); bpf_printk("%s|", c);', [`工${CUT}|`], '工作者'],
  ['bpf_printk("x\\xff\\xfe %d", 1); bpf_printk("\\xe4\\xb8 x");', [`x${CUT}${CUT} 1`, `${CUT} x`]],
  ['bpf_printk("\\xed\\xa0\\x80\\xc0\\x80"); bpf_printk("after");', [CUT.repeat(5), 'after']],
  ['BPF_SNPRINTF(c, 6, "任务 %d", 5); bpf_printk("%s", c);', [`任${CUT}`]],
  ['char s[] = "中"; bpf_printk("[%6s|%-6s]", s, s);', ['[   中|中   ]']],
  [`bpf_printk("${'任'.repeat(400)}");`, [`${'任'.repeat(341)}`]],
  [`bpf_printk("a${'任'.repeat(400)}");`, [`a${'任'.repeat(340)}${CUT}`]],
];

for (const [body, output, comm] of PRINTED)
  test(`printed: ${body.slice(0, 70)}`, () => {
    const [run] = runAll(program(body), comm === undefined ? {} : { task: { comm } });
    assert.deepEqual(run?.faults, []);
    assert.deepEqual(run?.output, output);
  });

test('the end of a scheduler says why', () => {
  const text = program('', 'syscall').replace(
    /SEC\("syscall"\)[\s\S]*/,
    'SEC("struct_ops/init")\nint prog(void *ctx)\n{\n\tscx_bpf_error("坏任务 %d", 5);\n\treturn 0;\n}\n',
  );
  const [run] = runAll(text);
  assert.match(run?.output.join() ?? '', /坏任务 5/);
});

test('the record: output, texts in memory, names of tasks and constants', () => {
  const source = program(`¦u32 zero = 0;
	struct named *v = bpf_map_lookup_elem(&names, &zero);
	char own[] = "任务 é";
	const char *constant = "这是一个超过四十个字节的常量字符串";
	if (!v)
		return 0;
	__builtin_memcpy(v->text, "映射中的文本", 19);
	bpf_printk("%s %s", own, constant);`);
  const { output, events, objects } = record(source);
  assert.deepEqual(output, ['任务 é 这是一个超过四十个字节的常量字符串']);
  const all = JSON.stringify({ events, objects });
  assert.match(all, /映射中的文本/);
  // Cut by us after 40 bytes, which is in the middle of a character.
  assert.match(all, /这是一个超过四十个字节的常(?!量)/);
  assert.doesNotMatch(all, /\ufffd|[\u0080-\u00a0]/);
});

test('a name on the command line', () => {
  const command = parseCommand(['run', '--task', 'comm=工作者', 'a.bpf.c']);
  assert.ok(command.command === 'run');
  const [run] = runAll(program('bpf_printk("%s", p->comm);'), { task: command.options.task });
  assert.deepEqual(run?.output, ['工作者']);
});

test('text to bytes and back', () => {
  for (const text of ['', 'abc', '任务 %s', 'é😀\ufeff', '\0x'])
    assert.equal(utf8Text(utf8Bytes(text)), text);
  assert.equal(utf8Bytes('任').length, 3);
  assert.equal(utf8Text(utf8Bytes('任务').slice(0, 5)), `任${CUT}`);
  assert.equal(utf8Text(utf8Bytes('任务').slice(0, 5), true), '任');
  assert.equal(utf8Text('\xff', true), CUT);
});
