/** What a variable is, in functions that several programs call: each caller's own history, after edits as well. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { hover } from '../../server/service/hover.ts';
import { openSession, type Session } from '../../server/service/session.ts';

before(() => initSyntaxNode());

const KERNEL = '6.18';

const SOURCE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct slot { struct bpf_cpumask __kptr *mask; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct slot); __uint(max_entries, 1); } slots SEC(".maps");

static u32 innermost(struct bpf_cpumask *deep)
{
	if (bpf_cpumask_empty((const struct cpumask *)deep))
		return 0;
	return bpf_cpumask_first((const struct cpumask *)deep);
}

static u32 first_of(struct bpf_cpumask *given)
{
	u32 zero = 0;
	struct slot *found = bpf_map_lookup_elem(&slots, &zero);

	if (!found)
		return 0;
	return found->mask ? innermost(given) : 0;
}

static u32 looked_up(u32 index)
{
	struct slot *held = bpf_map_lookup_elem(&slots, &index);

	return held && held->mask ? 1 : 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(one, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mine = bpf_cpumask_create();

	if (!mine)
		return 0;
	first_of(mine);
	looked_up(flags);
	bpf_cpumask_release(mine);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(two, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *ours = bpf_cpumask_create();

	if (!ours)
		return 0;
	first_of(ours);
	looked_up(flags);
	bpf_cpumask_release(ours);
	return 0;
}
`;

function checked(text: string): Session {
  const session = openSession('hover.bpf.c', text, { read: () => undefined });
  check(session);
  return session;
}

function check(session: Session): void {
  for (const _ of session.check(KERNEL));
}

/** In a new process the time for an answer may not do: it is asked for again. */
function told(session: Session, place: string): string {
  let answer = '';
  for (let i = 0; i < 20; i++) {
    answer = toldAtOnce(session, place);
    if (answer !== '' && !answer.includes('Not every path')) break;
  }
  return answer;
}

/** `place`: a piece of the text with a bar where the pointer is. */
function toldAtOnce(session: Session, place: string): string {
  const text = session.text();
  const at = text.indexOf(place.replace('|', ''));
  assert.ok(at >= 0, place);
  const known = () => ({ module: session.parsed().module, checked: session.checked() });
  return hover({ text, offset: at + place.indexOf('|'), kernel: KERNEL, known })?.text ?? '';
}

const owned = (name: string, one: number, two: number) =>
  [
    `\`${name}\`: `,
    `- in \`one\`: owned since line ${one} (\`bpf_cpumask_create\`)`,
    `- in \`two\`: owned since line ${two} (\`bpf_cpumask_create\`)`,
  ].join('\n');

test('no program is explored in full here', () => {
  for (const { root, entered } of checked(SOURCE).checked().roots) assert.ok(entered, root.name);
});

test('an argument that two programs acquired', () => {
  const session = checked(SOURCE);
  assert.equal(told(session, 'innermost(giv|en)'), owned('given', 34, 47));
  assert.equal(told(session, 'if (bpf_cpumask_empty((const struct cpumask *)de|ep'), owned('deep', 34, 47));
});

test('what a function finds itself', () => {
  const session = checked(SOURCE);
  assert.equal(told(session, 'return he|ld &&'), '`held`: value of map `slots`, may be NULL');
  assert.equal(told(session, 'return fou|nd->mask'), '`found`: value of map `slots`');
});

test('lines follow an edit of one caller', () => {
  const session = checked(SOURCE);
  session.setText(SOURCE.replace('\tstruct bpf_cpumask *ours', '\n\n\tstruct bpf_cpumask *ours'));
  check(session);
  assert.equal(told(session, 'if (bpf_cpumask_empty((const struct cpumask *)de|ep'), owned('deep', 34, 49));
});

test('a call that is gone is not told of', () => {
  const session = checked(SOURCE);
  session.setText(SOURCE.replace('first_of(ours);', ''));
  check(session);
  assert.equal(told(session, 'innermost(giv|en)'), '`given`: owned since line 34 (`bpf_cpumask_create`)');
});

test('a fault in one program: the others tell what they did', () => {
  const session = checked(SOURCE.replace('bpf_cpumask_release(ours);', ''));
  assert.ok(session.checked().roots.some(({ entered }) => entered === undefined));
  assert.equal(told(session, 'innermost(giv|en)'), owned('given', 34, 47));
});
