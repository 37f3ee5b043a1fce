/** Lists and trees of a program's own objects. */
import { genericTypes } from '../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../types.ts';
import { always, any, kfunc, macro, param, type RecordText, size } from './build.ts';

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
const PUSH =
  'Moves an object into a list. Returns non-zero, and drops the object, if it is already in a list. The lock that guards the list must be held.';
const POP =
  'Takes an object out of a list as an owned reference, or NULL. Use container_of() to get from the node to the object.';

const listPush = (name: string) => [
  macro({
    name,
    since: '6.2',
    result: 'int',
    params: [head, moved('struct bpf_list_node *')],
    programTypes: genericTypes('6.2'),
    effect: 'list-push',
    en: PUSH,
  }),
  generic({
    name: `${name}_impl`,
    since: '6.2',
    result: 'int',
    params: [head, moved('struct bpf_list_node *'), meta, off],
    effect: 'list-push',
    en: `${PUSH} Called by the macro ${name}().`,
  }),
];

export const CONTAINERS: readonly KernelFunction[] = [
  ...listPush('bpf_list_push_front'),
  ...listPush('bpf_list_push_back'),
  ...['front', 'back'].flatMap((end) => [
    generic({
      name: `bpf_list_pop_${end}`,
      since: '6.2',
      params: [head],
      ...popped('bpf_list_node'),
      effect: 'list-pop',
      en: POP,
    }),
    generic({
      name: `bpf_list_${end}`,
      since: '6.16',
      params: [head],
      ...nodeOut('bpf_list_node'),
      effect: 'list-peek',
      en: `The node at the ${end} of a list, borrowed while the lock is held, or NULL.`,
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
  }),
  generic({
    name: 'bpf_rbtree_add_impl',
    since: '6.4',
    result: 'int',
    params: [root, moved('struct bpf_rb_node *'), less, meta, off],
    effect: 'rbtree-add',
    en: 'Called by the macro bpf_rbtree_add().',
  }),
  generic({
    name: 'bpf_rbtree_remove',
    since: '6.3',
    params: [root, any('struct bpf_rb_node *', 'node', 'borrowed node of this tree')],
    ...popped('bpf_rb_node'),
    effect: 'rbtree-remove',
    en: 'Takes an object out of a tree as an owned reference; NULL when it is not in the tree.',
  }),
  ...['first', 'root'].map((what) =>
    generic({
      name: `bpf_rbtree_${what}`,
      since: what === 'first' ? '6.3' : '6.16',
      params: [root],
      ...nodeOut('bpf_rb_node'),
      effect: 'list-peek',
      en: `The ${what} node of a tree, borrowed while the lock is held, or NULL.`,
    }),
  ),
  ...['left', 'right'].map((side) =>
    generic({
      name: `bpf_rbtree_${side}`,
      since: '6.16',
      params: [root, any('struct bpf_rb_node *', 'node')],
      ...nodeOut('bpf_rb_node'),
      effect: 'list-peek',
      en: `The ${side} child of a tree node, borrowed while the lock is held, or NULL.`,
    }),
  ),
];
