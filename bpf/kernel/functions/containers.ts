/** Lists and trees of a program's own objects. */
import { genericTypes } from '../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../types.ts';
import { always, any, kfunc, macro, object, param, type RecordText, size } from './build.ts';

const source = 'kernel/bpf/helpers.c';
const generic = (text: RecordText) =>
  kfunc({ programTypes: genericTypes(text.since ?? '6.2'), source, ...text });

const meta = any('void *', 'meta', 'NULL; the verifier fills it in');
const head = any('struct bpf_list_head *', 'head', 'list in a map value or global, its lock held');
const root = any('struct bpf_rb_root *', 'root', 'tree in a map value or global, its lock held');
const moved = (type: string): CatalogueParam =>
  param(
    type,
    'node',
    { role: 'transfer', nullable: false, borrowed: true },
    'node of an owned object; ownership moves into the container',
  );
const off = size('u64', 'off');
const less = any('void *', 'less', 'static function that compares two nodes');
const nodeOut = (type: string, nullable = true) => ({
  result: `struct ${type} *`,
  returns: { kind: 'unknown' } as const,
  flags: nullable ? always('KF_RET_NULL') : always(),
});
const popped = (type: string) => ({ ...nodeOut(type), flags: always('KF_ACQUIRE', 'KF_RET_NULL') });
const PUSH = {
  en: 'Moves an object into a list. Returns non-zero, and drops the object, if it is already in a list. The lock that guards the list must be held.',
  zh: '把对象移入链表。如果对象已在某个链表中，则返回非零值并释放该对象。必须持有保护该链表的锁。',
};
const POP = {
  en: 'Takes an object out of a list as an owned reference, or NULL. Use container_of() to get from the node to the object.',
  zh: '从链表中取出对象，作为自有引用返回，或 NULL。用 container_of() 从节点得到对象。',
};
const lentNode = object('struct bpf_rb_node *', 'node', 'any', 'borrowed node of this tree');

/** Ends of a list, nodes and children of a tree. */
const WHICH = {
  front: '链表头部的节点',
  back: '链表尾部的节点',
  first: '树的第一个节点',
  root: '树的根节点',
  left: '树节点的左子节点',
  right: '树节点的右子节点',
} as const;
const borrowedNode = (en: string, which: keyof typeof WHICH) => ({
  en: `${en}, borrowed while the lock is held, or NULL.`,
  zh: `${WHICH[which]}，在持有锁期间借用；或 NULL。`,
});

const listPush = (name: string) => [
  macro({
    name,
    since: '6.2',
    result: 'int',
    params: [head, moved('struct bpf_list_node *')],
    programTypes: genericTypes('6.2'),
    effect: 'list-push',
    ...PUSH,
  }),
  generic({
    name: `${name}_impl`,
    since: '6.2',
    result: 'int',
    params: [head, moved('struct bpf_list_node *'), meta, off],
    effect: 'list-push',
    en: `${PUSH.en} Called by the macro ${name}().`,
    zh: `${PUSH.zh}由宏 ${name}() 调用。`,
  }),
];

export const CONTAINERS: readonly KernelFunction[] = [
  ...listPush('bpf_list_push_front'),
  ...listPush('bpf_list_push_back'),
  ...(['front', 'back'] as const).flatMap((end) => [
    generic({
      name: `bpf_list_pop_${end}`,
      since: '6.2',
      params: [head],
      ...popped('bpf_list_node'),
      effect: 'list-pop',
      ...POP,
    }),
    generic({
      name: `bpf_list_${end}`,
      since: '6.16',
      params: [head],
      ...nodeOut('bpf_list_node'),
      effect: 'list-peek',
      ...borrowedNode(`The node at the ${end} of a list`, end),
    }),
  ]),
  macro({
    name: 'bpf_rbtree_add',
    since: '6.3',
    result: 'int',
    params: [root, moved('struct bpf_rb_node *'), less],
    programTypes: genericTypes('6.3'),
    effect: 'rbtree-add',
    en: 'Moves an object into a tree at the place given by the comparison function. The lock that guards the tree must be held.',
    zh: '把对象移入树中，位置由比较函数决定。必须持有保护该树的锁。',
  }),
  generic({
    name: 'bpf_rbtree_add_impl',
    since: '6.4',
    result: 'int',
    params: [root, moved('struct bpf_rb_node *'), less, meta, off],
    effect: 'rbtree-add',
    en: 'Called by the macro bpf_rbtree_add().',
    zh: '由宏 bpf_rbtree_add() 调用。',
  }),
  generic({
    name: 'bpf_rbtree_remove',
    since: '6.3',
    params: [root, lentNode],
    ...popped('bpf_rb_node'),
    effect: 'rbtree-remove',
    en: 'Takes an object out of a tree as an owned reference; NULL when it is not in the tree.',
    zh: '从树中取出对象，作为自有引用返回；对象不在树中时返回 NULL。',
  }),
  ...(['first', 'root'] as const).map((what) =>
    generic({
      name: `bpf_rbtree_${what}`,
      since: what === 'first' ? '6.3' : '6.16',
      params: [root],
      ...nodeOut('bpf_rb_node'),
      effect: 'list-peek',
      ...borrowedNode(`The ${what} node of a tree`, what),
    }),
  ),
  ...(['left', 'right'] as const).map((side) =>
    generic({
      name: `bpf_rbtree_${side}`,
      since: '6.16',
      params: [root, lentNode],
      ...nodeOut('bpf_rb_node'),
      effect: 'list-peek',
      ...borrowedNode(`The ${side} child of a tree node`, side),
    }),
  ),
];
