/** References to kernel objects, objects of the program's own types, and the lists and trees that hold them. */

import { strideOf } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { releasersOf, returnsAt } from '../../../bpf/kernel/index.ts';
import { words } from '../../../bpf/words/faults.ts';
import { newObj, spend, stepsOf } from '../../budget.ts';
import { decide, doubted } from '../../machine/decisions.ts';
import { kernelObject, taskWith } from '../../machine/kernel-objects.ts';
import type { Frame } from '../../machine/machine.ts';
import { putObject, slotsOf } from '../../machine/slots.ts';
import { moved, Ptr, TRUSTED, toS32, UNTRUSTED, type Value } from '../../machine/values.ts';
import {
  type Call,
  callArgument,
  callBack,
  callbackOf,
  disown,
  type Effect,
  own,
  refuse,
  structOf,
} from '../call.ts';

const siteOf = (call: Call) => ({ graph: call.graph, at: call.at });

const acquire: Effect = (frame, call, a) => {
  if (!(a instanceof Ptr)) return 0;
  const { obj } = a;
  if (obj.kind === 'kernel' && decide(frame.m, 'lookup', 2, siteOf(call)) === 1) return 0;
  obj.count++;
  return own(frame, call, obj, obj.name);
};

const struct = (frame: Frame, call: Call): string => {
  const returns = returnsAt(call.fn, frame.m.options.kernel);
  return returns.kind === 'reference' ? returns.struct : structOf(call.type.result);
};

const get: Effect = (frame, call) => {
  const name = struct(frame, call);
  const returns = returnsAt(call.fn, frame.m.options.kernel);
  const mayFail = returns.kind === 'reference' && returns.nullable;
  if (mayFail && decide(frame.m, 'lookup', 2, siteOf(call)) === 1) return 0;
  const obj = kernelObject(frame.m, name, name);
  obj.count++;
  return own(frame, call, obj, name);
};

const release: Effect = (frame, call, a) => {
  disown(frame, call, a, words().givesBack(call.fn.name));
  if (a instanceof Ptr && a.obj.count > 1) a.obj.count--;
  return 0;
};

/** Pids from here on are in use by nobody. */
const PID_MAX = 4_194_304;

const fromPid: Effect = (frame, call, a) => {
  const pid = toS32(a);
  if (pid <= 0 || pid >= PID_MAX || decide(frame.m, 'lookup', 2, siteOf(call)) === 1) return 0;
  const task = taskWith(frame.m, pid);
  task.count++;
  return own(frame, call, task, 'task_struct');
};

const objNew: Effect = (frame, call) => {
  const { m } = frame;
  const type = call.type.result;
  if (decide(m, 'allocate', 2, siteOf(call)) === 1) return 0;
  const to = type.k === 'ptr' ? type.to : undefined;
  const name = structOf(type) || 'object';
  const obj = newObj(m, 'memory', name, to ? strideOf(to) : 64);
  if (to) obj.slots = slotsOf(to);
  obj.count = 1;
  return own(frame, call, obj, name);
};

const objDrop: Effect = (frame, call, a) => {
  if (!(a instanceof Ptr)) return 0;
  if (releasersOf(a.obj.name)[0] !== 'bpf_obj_drop')
    return refuse(
      frame,
      call,
      {
        id: 'wrong-mask-type',
        what: 'not-allocated',
        data: { ...callArgument(call, 0), struct: a.obj.name },
      },
      (refused) => words().notAllocated(call.fn.name, a.obj.name, refused),
    );
  disown(frame, call, a, words().frees(call.fn.name));
  putObject(frame.m, a.obj);
  return 0;
};

/** To look at a node takes as long as to copy so many bytes. */
const NODE_COST = 16;

/** Nodes of a list or tree, in order: pointers to the node inside of each object. */
function nodesOf(head: Value): Ptr[] {
  if (!(head instanceof Ptr)) return [];
  head.obj.payloads ??= new Map();
  const known = head.obj.payloads.get(head.off) as { nodes: Ptr[] } | undefined;
  if (known) return known.nodes;
  const made = { nodes: [] as Ptr[] };
  head.obj.payloads.set(head.off, made);
  return made.nodes;
}

function insert(
  frame: Frame,
  call: Call,
  head: Value,
  node: Value,
  at: (nodes: Ptr[], node: Ptr) => number,
): number {
  const nodes = nodesOf(head);
  spend(frame.m, stepsOf(NODE_COST * nodes.length));
  if (!(node instanceof Ptr)) return -22;
  const plain = new Ptr(node.obj, node.off, undefined, TRUSTED);
  if (nodes.some((other) => other.obj === node.obj)) {
    disown(frame, call, node, words().dropsContained(call.fn.name));
    return -22;
  }
  nodes.splice(at(nodes, plain), 0, plain);
  disown(frame, call, node, words().movesIntoContainer(call.fn.name));
  return 0;
}

const listPush: Effect = (frame, call, head, node) =>
  insert(frame, call, head, node, (nodes) => (call.fn.name.includes('front') ? 0 : nodes.length));

const treeAdd: Effect = (frame, call, root, node, less) => {
  const code = callbackOf(frame, call, less);
  return insert(frame, call, root, node, (nodes, made) => {
    const at = nodes.findIndex((other) => callBack(frame, call, code, [made, other]) !== 0);
    return at < 0 ? nodes.length : at;
  });
};

/** The reference is to the whole object; the node is where it was. */
function handOut(frame: Frame, call: Call, node: Ptr | undefined): Value {
  return node ? moved(own(frame, call, node.obj, node.obj.name), node.off) : 0;
}

const listPop: Effect = (frame, call, head) => {
  const nodes = nodesOf(head);
  spend(frame.m, stepsOf(NODE_COST * nodes.length));
  return handOut(frame, call, call.fn.name.includes('front') ? nodes.shift() : nodes.pop());
};

const treeRemove: Effect = (frame, call, root, node) => {
  const nodes = nodesOf(root);
  spend(frame.m, stepsOf(NODE_COST * nodes.length));
  const at = nodes.findIndex((other) => node instanceof Ptr && other.obj === node.obj);
  return at < 0 ? 0 : handOut(frame, call, nodes.splice(at, 1)[0]);
};

/** Borrowed: the first or last one, the root, or a neighbour. */
const peek: Effect = (frame, call, head, node) => {
  const nodes = nodesOf(head);
  spend(frame.m, stepsOf(NODE_COST * nodes.length));
  const { name } = call.fn;
  const here = nodes.findIndex((other) => node instanceof Ptr && other.obj === node.obj);
  if (name.endsWith('_left')) return nodes[here - 1] ?? 0;
  if (name.endsWith('_right')) return here < 0 ? 0 : (nodes[here + 1] ?? 0);
  return (name.endsWith('_back') ? nodes.at(-1) : nodes[0]) ?? 0;
};

/** Another view of the same address, which no kfunc trusts. */
const cast: Effect = ({ m }, _call, a) => {
  if (!(a instanceof Ptr)) return a;
  return doubted(m, new Ptr(a.obj, a.off, undefined, UNTRUSTED));
};

export const OBJECTS = {
  'reference-acquire': acquire,
  'reference-get': get,
  'reference-release': release,
  'task-from-pid': fromPid,
  'obj-new': objNew,
  'obj-drop': objDrop,
  'list-push': listPush,
  'list-pop': listPop,
  'list-peek': peek,
  'rbtree-add': treeAdd,
  'rbtree-remove': treeRemove,
  cast,
  identity: (_frame, _call, a) => a,
} satisfies Partial<Record<EffectName, Effect>>;
