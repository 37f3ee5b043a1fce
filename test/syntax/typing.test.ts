import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { find, parse, textOf } from './helpers.ts';

const BEFORE = `SEC("tp_btf/x")
int BPF_PROG(first, struct task_struct *p)
{
	return bpf_cpumask_test_cpu(0, p->cpus_ptr);
}

`;
const HEAD = 'static int second(struct task_struct *p, int x)\n{\n';
const BODY = `	struct bpf_cpumask *m __free(bpf_cpumask) = bpf_cpumask_create();
	u32 cpu = 0;

	if (!m || (x > 3 && p->pid == 0)) {
		bpf_printk("a %d", x);
		return -1;
	}
	bpf_for(cpu, 0, 8) {
		if (bpf_cpumask_test_cpu(cpu, cast_mask(m)))
			continue;
		x += arr[cpu].y;
	}
	scoped_guard(rcu) {
		x = MEMBER_VPTR(layers, [x].b) ? 1 : 2;
	}
	return x;
`;
const AFTER = `
SEC("syscall")
int third(void *ctx)
{
	int i;

	bpf_for(i, 0, 3) {
		g(i);
	}
	return 0;
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
} m SEC(".maps");

s32 BPF_STRUCT_OPS_SLEEPABLE(fourth)
{
	return 1;
}
`;

for (const [what, end] of [
  ['with its closing brace', '}\n'],
  ['without a closing brace', ''],
] as const) {
  test(`a function that is being typed, ${what}, spoils no other`, () => {
    for (let length = 0; length <= BODY.length; length++) {
      const text = `${BEFORE}${HEAD}${BODY.slice(0, length)}\n${end}${AFTER}`;
      const parsed = parse(text);
      const names = find(parsed.root, 'function_declarator').map((node) => textOf(parsed, node.kids[0]!));
      for (const name of ['first', 'third', 'fourth'])
        assert.ok(names.includes(name), `${name} lost at ${length}`);
      const third = parsed.text.indexOf('int third');
      const spoilt = allHoles(parsed).filter((hole) => hole.start < BEFORE.length || hole.end > third);
      assert.deepEqual(spoilt, [], `hole outside at ${length}`);
    }
  });
}

test('a stray closing brace spoils the function it is in', () => {
  const parsed = parse(`${BEFORE}${HEAD}\tif (x)\n\t\tg();\n\t}\n\treturn x;\n}\n${AFTER}`);
  const names = find(parsed.root, 'function_declarator').map((node) => textOf(parsed, node.kids[0]!));
  for (const name of ['first', 'second', 'third', 'fourth']) assert.ok(names.includes(name), name);
});
