/** Hovers over what is no function and no variable, in each language of hovers, and as plain text. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FLAG_SETS, MAP_UPDATE_FLAGS } from '../../bpf/kernel/flags.ts';
import { OTHER_FLAG_DOCS } from '../../bpf/kernel/names/flags.ts';
import { type Client, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/names.bpf.c';

const SOURCE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct kept { struct bpf_cpumask __kptr *mask; u64 seen; };
struct { int cpus_ptr; } own;
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, u32);
	__type(value, struct kept);
} masks SEC(".maps");

extern const int CONFIG_HZ __kconfig;

static int reads(const struct cpumask *given, cpumask_t *other)
{
	return given == other;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 flags)
{
	struct kept value = {};
	u32 key = 0;

	bpf_map_update_elem(&masks, &key, &value, BPF_NOEXIST);
	scx_bpf_kick_cpu(0, SCX_KICK_PREEMPT);
	scx_bpf_dsq_insert(task, SCX_DSQ_LOCAL_ON | 1, SCX_SLICE_DFL, 0);
	if (bpf_cpumask_test_cpu(1, &task->cpus_mask))
		return task->nr_cpus_allowed;
	return task->user_cpus_ptr == NULL;
}

SEC("fentry.s/security_file_open")
int BPF_PROG(on_open) { return 0; }

SEC("tp_btf/task_rename")
int on_rename(u64 *ctx) { return 0; }

SEC("xdp")
int on_packet(struct xdp_md *packet) { return 0; }
`;

/** A piece of the source with a bar where the pointer is; what a hover there says in English, and in Chinese. */
const NAMES: readonly (readonly [string, RegExp, RegExp])[] = [
  ['struct bpf_cpu|mask __kptr', /A mask that a program may own/, /程序可以持有的掩码/],
  ['bpf_cpumask __kp|tr *mask', /Only bpf_kptr_xchg\(\) moves one in or out/, /只有 bpf_kptr_xchg\(\)/],
  ['BPF_MAP_TYPE_|HASH', /Elements by key/, /按键访问的元素/],
  ['BPF_F_NO|_PREALLOC', /^```c\nBPF_F_NO_PREALLOC = 1\n```\n\nElements are allocated when/, /新建时才分配/],
  ['__ui|nt(type', /a number, such as that of max_entries/, /max_entries/],
  ['__ty|pe(key', /the type of its key or its value/, /键或值的类型/],
  ['CONFIG_HZ __kcon|fig', /configuration of the running kernel/, /正在运行的内核的配置/],
  ['const struct cpu|mask *given', /A mask of CPUs that is the kernel’s/, /内核的 CPU 掩码/],
  ['cpumas|k_t *other', /typedef struct cpumask cpumask_t;/, /内核的 CPU 掩码/],
  ['SE|C("tp_btf', /its program type and what it is attached to/, /程序类型和附加的位置/],
  [
    '"tp_btf/ta|sk_newtask"',
    /\*\*Program type:\*\* tracing .*\n- \*\*Attached to:\*\* `task_newtask`\n- \*\*Context:\*\* it may not sleep.*\n.*trusted\n- \*\*Masks:\*\* cpumask kfuncs can be called/,
    /附加到\*\*：`task_newtask`\n.*不能睡眠/,
  ],
  ['"fentry.s/secu|rity', /it may sleep: what it reads under RCU needs/, /可以睡眠/],
  ['"tp_btf/task_re|name"', /one context, an array of 64-bit values/, /64 位值的数组/],
  ['"xd|p"', /cpumask kfuncs cannot be called on Linux 6\.18/, /不能调用 cpumask kfunc/],
  ['BPF_PR|OG(on_newtask', /A program with typed arguments/, /带有类型化参数的程序/],
  ['struct task_st|ruct *task', /A task\. bpf_task_acquire/, /任务。用 bpf_task_acquire/],
  [
    '&mas|ks, &key',
    /^```c\nBPF_MAP_TYPE_HASH masks\n```\n\n- \*\*Elements at most:\*\* 4,096\n- \*\*Key:\*\* `u32`, 4 bytes\n- \*\*Value:\*\* `struct kept`, 16 bytes\n- \*\*Kptr fields:\*\* `mask` \(`struct bpf_cpumask`\)$/,
    /元素上限\*\*：4,096\n- \*\*键\*\*：`u32`，4 字节/,
  ],
  ['BPF_NO|EXIST', /-EEXIST if it exists/, /已存在时返回 -EEXIST/],
  ['SCX_KICK|_PREEMPT', /SCX_KICK_PREEMPT = 2[\s\S]*\*\*Taken by:\*\* `scx_bpf_kick_cpu`/, /可用于/],
  [
    'SCX_DSQ_LOCAL|_ON',
    /^```c\nSCX_DSQ_LOCAL_ON\n```\n\nThe local dispatch queue of one CPU/,
    /本地派发队列/,
  ],
  ['task->nr_cpus|_allowed', /How many CPUs are in cpus_mask/, /cpus_mask 中 CPU 的个数/],
  ['&task->cpus_m|ask', /It is part of the task/, /它是任务的一部分/],
  ['task->user_cpus|_ptr', /untrusted pointer, which no kfunc takes/, /不能传给 kfunc/],
  ['bpf_map_upd|ate_elem', /\*\*Flags:\*\*/, /\*\*标志\*\*/],
  ['scx_bpf_kick|_cpu', /\*\*Arguments:\*\*\n {2}- `cpu`: /, /scx_bpf_kick_cpu/],
];

const clients: Client[] = [];
async function opened(options: Parameters<typeof start>[0]): Promise<Client> {
  const client = await start(options);
  clients.push(client);
  client.open(URI, SOURCE);
  await client.idle(URI);
  return client;
}
after(async () => {
  for (const client of clients) await client.stop();
});

let english: Client;
let chinese: Client;
let plain: Client;
before(async () => {
  english = await opened({});
  chinese = await opened({ locale: 'zh-cn' });
  plain = await opened({
    capabilities: { textDocument: { ...PUSH.textDocument, hover: { contentFormat: ['plaintext'] } } },
  });
});

for (const [place, inEnglish, inChinese] of NAMES)
  test(`hover: ${place}`, async () => {
    assert.ok(SOURCE.includes(place.replace('|', '')));
    assert.match(await english.hover(URI, SOURCE, place), inEnglish);
    assert.match(await chinese.hover(URI, SOURCE, place), inChinese);
    const text = await plain.hover(URI, SOURCE, place);
    assert.ok(text !== '' && !/[`]|\*\*/.test(text), text);
  });

/** What only looks like a name that is known. */
const SILENT = ['struct { int cpus_|ptr; } own', '".ma|ps"', 'u6|4 seen', 'ke|y = 0'];
for (const place of SILENT)
  test(`nothing is said of: ${place}`, async () => {
    assert.ok(SOURCE.includes(place.replace('|', '')));
    assert.equal(await english.hover(URI, SOURCE, place), '');
  });

test('each flag that a function takes is explained', () => {
  const flags = Object.values(FLAG_SETS).flatMap((set) => Object.keys(set));
  for (const flag of flags) assert.ok(flag in MAP_UPDATE_FLAGS || flag in OTHER_FLAG_DOCS, flag);
});
