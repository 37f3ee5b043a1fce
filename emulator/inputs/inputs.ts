/** Everything that a run begins with: asked for by what the code uses, as a world and values of variables. */

import { strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { GlobalInfo, Graph, MapInfo, Module, Reg } from '../../bpf/flow/graph.ts';
import { mapType } from '../../bpf/kernel/maps.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { words } from '../../bpf/words/emulator.ts';
import { newObj } from '../budget.ts';
import type { Frame, Machine, World } from '../machine/machine.ts';

import { type Obj, readInt, writeValue } from '../machine/memory.ts';
import { argumentOf } from '../machine/objects.ts';
import { pointTo, type Site } from '../machine/values.ts';
import { reachable, type Used, usedIn } from '../reach.ts';
import { ask, type Form } from './form.ts';
import { askLeaf, askParts, type Fill, type Giving, type Make } from './give.ts';
import { type Budget, type Leaf, leafOf, type NumberLeaf, partsOf } from './leaves.ts';
import { askMachine, type MachineInputs } from './machine-inputs.ts';

/** What runs, as far as its inputs depend on it. */
export interface Subject {
  readonly module: Module;
  readonly graph: Graph;
  readonly site: Site;
  /** A program gets an emulated context and a fresh world; everything else comes into a world in use. */
  readonly isProgram: boolean;
  /** Of a selection: memory variables from outside and constants that variables begin with. */
  readonly outside: ReadonlySet<number>;
  readonly usual: ReadonlyMap<Reg, bigint>;
}

export interface Prepared {
  readonly machine: MachineInputs;
  readonly world: World;
  readonly prepare: (m: Machine, frame: Frame) => void;
}

const MOST_VARIABLES = 60;
const MOST_GLOBALS = 80;

/** Asks for all inputs of a run; `form.inputs` has them afterwards, in the order of a panel. */
export function askInputs(form: Form, subject: Subject, kernel: Version): Prepared {
  const { module, graph } = subject;
  const machineForm: Form = { inputs: [], values: form.values };
  const machine = askMachine(machineForm, kernel);
  const used = usedIn(reachable(module, graph));
  const prepare = askVariables(form, subject, used, machine);
  const world = askWorld(form, subject, used, machine);
  form.inputs.push(...machineForm.inputs);
  return { machine, world, prepare };
}

function givingOf(
  form: Form,
  { site, isProgram }: Subject,
  { cpus }: MachineInputs,
): Omit<Giving, 'group' | 'prefix'> {
  return { form, cpus, site, isOwned: !isProgram, isStack: false, isNull: isProgram, usualNumber: () => '0' };
}

/** A number that is zero in no program that runs: how many CPUs there are. */
function usualByName(label: string, cpus: number, otherwise = '0'): string {
  const isCount = /(^|[_.>])(nr|num|n)_?(possible_|online_)?cpu(s|_ids|s_possible|s_onln|s_online)?$/i;
  return isCount.test(label) ? String(cpus) : otherwise;
}

function askVariables(
  form: Form,
  subject: Subject,
  { fields }: Used,
  machine: MachineInputs,
): Prepared['prepare'] {
  const { graph, outside, isProgram } = subject;
  const budget: Budget = { fields, left: MOST_VARIABLES };
  const giving: Giving = {
    ...givingOf(form, subject, machine),
    group: 'Variables',
    prefix: 'variable',
    isNull: false,
  };
  const byReg = new Map<Reg, Make>();
  for (const { reg, name, type } of variablesOf(graph)) {
    if (type.k === 'struct' && !isProgram) byReg.set(reg, askByValue(giving, name, type, budget));
    const leaf = isProgram && type.k !== 'int' ? undefined : leafOf(type, name, budget);
    const constant = subject.usual.get(reg);
    const usualNumber = ({ label }: NumberLeaf) => String(constant ?? usualByName(label, machine.cpus));
    if (leaf) byReg.set(reg, askLeaf({ ...giving, usualNumber }, leaf));
  }
  const byLocal = new Map<number, Fill>();
  for (const local of outside) {
    const fill = isNamed(graph, local) ? askLocal(giving, graph, local, budget) : undefined;
    if (fill) byLocal.set(local, fill);
  }
  return (m, frame) => {
    for (const { reg, type } of graph.params) frame.r[reg] = isProgram ? argumentOf(m, type) : undefined;
    for (const [reg, make] of byReg) frame.r[reg] = make(m);
    for (const [local, fill] of byLocal) fillLocal(m, frame, local, fill);
  };
}

/** A struct that is passed by value comes as the address of a copy. */
function askByValue(giving: Giving, name: string, type: CType, budget: Budget): Make {
  const fill = askParts({ ...giving, isStack: true }, partsOf(type, `${name}.`, budget));
  return (m) => {
    const obj = newObj(m, 'memory', name, strideOf(type));
    fill(m, obj);
    return pointTo(obj);
  };
}

/** Named registers that the code reads before it writes them. */
function variablesOf(graph: Graph): { reg: Reg; name: string; type: CType }[] {
  const params = new Set(graph.params.map(({ reg }) => reg));
  const live = [...(graph.liveIn[0] ?? [])].sort(
    (a, b) => Number(params.has(b)) - Number(params.has(a)) || a - b,
  );
  return live.flatMap((reg) => {
    const { name, type } = graph.regs[reg]!;
    return name === undefined ? [] : [{ reg, name, type }];
  });
}

function isNamed({ blocks }: Graph, local: number): boolean {
  return blocks.some(({ instrs }) =>
    instrs.some((instr) => instr.op === 'addr' && instr.of.kind === 'local' && instr.of.index === local),
  );
}

function askLocal(general: Giving, graph: Graph, local: number, budget: Budget): Fill | undefined {
  const { name, type } = graph.locals[local]!;
  const giving: Giving = { ...general, isStack: true };
  if (type.k === 'struct' || type.k === 'union') return askParts(giving, partsOf(type, `${name}.`, budget));
  if (type.k === 'array') return askParts(giving, partsOf(type, name, budget));
  const leaf = leafOf(type, name, budget);
  const make = leaf && askLeaf(giving, leaf);
  return make && ((m, obj) => writeValue(obj, 0, type.k === 'int' ? type.size : 8, make(m)));
}

function fillLocal(m: Machine, frame: Frame, local: number, fill: Fill): void {
  const { name, size } = frame.code.graph.locals[local]!;
  const obj = newObj(m, 'stack', name, size);
  frame.locals[local] = obj;
  fill(m, obj);
}

function askWorld(form: Form, subject: Subject, { globals, fields }: Used, machine: MachineInputs): World {
  const { module, isProgram } = subject;
  const budget: Budget = { fields, left: MOST_GLOBALS };
  const giving: Giving = {
    ...givingOf(form, subject, machine),
    group: 'Maps and globals',
    prefix: 'global',
    isOwned: false,
  };
  const anyKey = new Set<string>();
  const fills = new Map<string, Fill>();
  for (const name of globals) {
    const map = module.maps.get(name);
    if (map) {
      if (isKeyed(map) && askPresence(form, map, isProgram)) anyKey.add(name);
      if (map.value)
        fills.set(name, askParts({ ...giving, prefix: 'map' }, partsOf(map.value, `${name}[*].`, budget)));
      continue;
    }
    const info = module.globals.get(name);
    const fill = info && !info.isExtern && askGlobal(giving, info, budget);
    if (fill) fills.set(name, fill);
  }
  return {
    isPart: !isProgram,
    anyKey,
    fill: (m: Machine, _kind: string, name: string, obj: Obj) => fills.get(name)?.(m, obj),
  };
}

/** Elements come and go: all but arrays, which have them all, and queues, which have no keys. */
function isKeyed({ type }: MapInfo): boolean {
  const keys = mapType(type)?.keys;
  return keys === 'hash' || keys === 'object';
}

const PRESENCE = ['any key', 'empty'] as const;

function askPresence(form: Form, { name, type }: MapInfo, isProgram: boolean): boolean {
  const found = ask(
    form,
    {
      id: `map:${name}`,
      group: 'Maps and globals',
      label: name,
      kind: 'choice',
      about: words().keyPresence(type.replace('BPF_MAP_TYPE_', '')),
      usual: isProgram ? 'empty' : 'any key',
      choices: PRESENCE,
    },
    (text) => PRESENCE.find((word) => word === text) ?? { problem: words().oneOf(PRESENCE.join(', ')) },
  );
  return found === 'any key';
}

/** A global begins as the object file has it; numbers of `const volatile` ones are what a loader sets. */
function askGlobal(giving: Giving, info: GlobalInfo, budget: Budget): Fill | undefined {
  const { name, type, isConst, isVolatile } = info;
  if (isConst && !isVolatile) return undefined;
  const image = imageOf(info);
  // A loader sets how many CPUs there are; until then the file has 0, or 1 for the verifier's sake.
  const usualNumber = (leaf: NumberLeaf, offset: number): string => {
    const initial = image(leaf, offset);
    return Number(initial) > 1 ? initial : usualByName(leaf.label, giving.cpus, initial);
  };
  const numbers: Giving = { ...giving, usualNumber };
  if (type.k === 'struct' || type.k === 'union') return askParts(numbers, partsOf(type, `${name}.`, budget));
  if (type.k === 'array') return askParts(numbers, partsOf(type, name, budget));
  const leaf: Leaf | undefined = leafOf(type, name, budget);
  return leaf && askParts(numbers, [{ offset: 0, leaf }]);
}

function imageOf(info: GlobalInfo): (leaf: NumberLeaf, offset: number) => string {
  const bytes = info.image();
  if (!bytes) return () => '0';
  const obj = { dv: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) } as Obj;
  return ({ type, bits }, offset) => {
    if (offset + type.size > bytes.byteLength) return '0';
    const value = readInt(obj, offset, type.size, type.signed);
    if (!bits) return String(value);
    const low = BigInt.asUintN(bits.width, BigInt(value) >> BigInt(bits.offset));
    return String(type.signed ? BigInt.asIntN(bits.width, low) : low);
  };
}
