/** Hovers in Chinese: as the editor is, or as the setting says. Everything else stays English. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Client, PULL, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/chinese.bpf.c';

const SOURCE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

private(A) struct bpf_cpumask __kptr *shared;

SEC("tp_btf/task_newtask")
int BPF_PROG(hovers, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask, *old, *seen;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(1, mask);
	bpf_rcu_read_lock();
	seen = shared;
	if (seen)
		bpf_cpumask_first((const struct cpumask *)seen);
	bpf_rcu_read_unlock();
	if (bpf_cpumask_test_cpu(2, (const struct cpumask *)seen))
		return 1;
	old = bpf_kptr_xchg(&shared, mask);
	if (old)
		bpf_cpumask_release(old);
	bpf_cpumask_first((const struct cpumask *)mask);
	bpf_cpumask_first((const struct cpumask *)old);
	return bpf_cpumask_test_cpu(1, task->cpus_ptr);
}
`;

const SLOT =
  '存放 `struct bpf_cpumask` 的 `__kptr` 字段；其中的对象归该字段所有。直接读取会得到 RCU 指针或 NULL，在 RCU 读端临界区结束前有效；在可睡眠程序中，若没有 `bpf_rcu_read_lock()` 保护，读到的指针不受信任。只有 `bpf_kptr_xchg()` 能移入或移出所有权。';

/** A piece of the source with a bar where the pointer is, and what is said of it. */
const HOVERS: readonly (readonly [string, string])[] = [
  ['if (!ma|sk)', '`mask`：自第 11 行起持有引用（`bpf_cpumask_create`），可能为 NULL'],
  ['set_cpu(1, ma|sk)', '`mask`：自第 11 行起持有引用（`bpf_cpumask_create`）'],
  ['if (se|en)', '`seen`：RCU 指针，在第 19 行之前有效（`bpf_rcu_read_unlock`），可能为 NULL'],
  ['*)se|en))', '`seen`：不受信任：所在的 RCU 读端临界区已在第 19 行结束；在另一条路径上为 NULL'],
  ['&sha|red', SLOT],
  ['*)ma|sk);', '`mask`：已在第 22 行移交：现归 kptr 字段或容器所有'],
  ['*)o|ld);\n\treturn', '`old`：已在第 24 行释放（`bpf_cpumask_release`）；在另一条路径上为 NULL'],
  ['ta|sk->cpus_ptr', '`task`：受信任：内核传入的参数'],
  [
    'bpf_cpumask_rel|ease(old)',
    `\`\`\`c
void bpf_cpumask_release(struct bpf_cpumask *cpumask);
\`\`\`

释放一个引用；最后一个引用释放后，掩码要等到 RCU 宽限期结束才被释放，因此 RCU 读者仍然安全。参数必须是已检查过 NULL 的自有引用。调用之后，该指针的所有副本都不能再使用。

- **kfunc**：自 Linux 6.3 起
- **参数**：\`cpumask\` 必须是自有引用，且不为 NULL；调用后引用即被释放
- **上下文**：\`KF_RELEASE\`
- **程序类型**：跟踪（tp_btf、fentry、fexit、fmod_ret、iter）、LSM、跟踪点、perf 事件、struct_ops、syscall
- **依据**：在 Linux 6.18 上加载过的程序`,
  ],
];

let client: Client;
before(async () => {
  client = await start({ locale: 'zh-cn', capabilities: PULL });
  client.open(URI, SOURCE);
  await client.idle(URI);
});

for (const [place, said] of HOVERS)
  test(`in Chinese: ${place.replaceAll(/\s+/g, ' ')}`, async () => {
    assert.ok(SOURCE.includes(place.replace('|', '')));
    assert.equal(await client.hover(URI, SOURCE, place), said);
  });

test('messages are English beside Chinese hovers', async () => {
  const { items } = await client.pull(URI);
  assert.ok(items.length > 0);
  for (const { message } of items) assert.match(String(message), /^[\x20-\x7e\s]+$/);
});

const CREATE = 'mask = bpf_cpumask_cr|eate';
const ENGLISH = /Allocates a mask/;
const CHINESE = /分配一个所有位均为零的掩码/;

test('the setting is over the locale, for each document, and may change', async () => {
  const language: Record<string, unknown> = { [URI]: 'en', [`${URI}.c`]: 'auto' };
  const other = await start({
    locale: 'zh-CN',
    capabilities: PULL,
    configuration: (uri) => ({ language: language[uri] }),
  });
  for (const uri of Object.keys(language)) other.open(uri, SOURCE);
  for (const uri of Object.keys(language)) await other.idle(uri);
  assert.match(await other.hover(URI, SOURCE, CREATE), ENGLISH);
  assert.match(await other.hover(`${URI}.c`, SOURCE, CREATE), CHINESE);
  language[URI] = 'zh-cn';
  void other.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await other.next('workspace/diagnostic/refresh');
  assert.match(await other.hover(URI, SOURCE, CREATE), CHINESE);
  await other.stop();
});

test('an editor that says no locale, or one that nothing is written in', async () => {
  for (const locale of [undefined, 'de', 'zh-tw']) {
    const settings = { language: 'zh-cn' };
    const english = await start(locale === undefined ? {} : { locale });
    english.open(URI, SOURCE);
    await english.idle(URI);
    assert.match(await english.hover(URI, SOURCE, CREATE), ENGLISH, locale);
    void english.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { bpfCpumask: settings },
    });
    await english.idle(URI);
    assert.match(await english.hover(URI, SOURCE, CREATE), CHINESE, locale);
    await english.stop();
  }
});

test('plain text for clients without Markdown', async () => {
  const plain = await start({
    locale: 'zh_CN.UTF-8',
    capabilities: { textDocument: { ...PUSH.textDocument, hover: { contentFormat: ['plaintext'] } } },
  });
  plain.open(URI, SOURCE);
  await plain.idle(URI);
  assert.match(
    await plain.hover(URI, SOURCE, CREATE),
    /\n- 返回值：自有引用，或 NULL；用 bpf_cpumask_release 释放\n/,
  );
  await plain.stop();
});
