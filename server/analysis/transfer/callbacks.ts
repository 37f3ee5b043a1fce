/** Functions that call back: bpf_loop() and friends, and what the callback is called with. */
import { argAt } from '../../../bpf/kernel/index.ts';
import type { CallbackParam } from '../../../bpf/kernel/types.ts';
import { letGo } from '../domain/cells.ts';
import { forgetLoads } from '../domain/state.ts';
import { kernelObject, pointer, TOP, unknown, type Value } from '../domain/values.ts';
import { type KernelCall, mapValue } from '../kernel/call.ts';
import { anything } from '../kernel/fields.ts';
import { nextRound } from './calls.ts';
import { setReg } from './step.ts';

export function runCallback(c: KernelCall): boolean {
  const index = c.fn.params.findIndex((_, i) => argAt(c.fn, i, c.cx.kernel)?.role === 'callback');
  const role = index < 0 ? undefined : argAt(c.fn, index, c.cx.kernel);
  const target = c.args[index];
  forgetLoads(c.state);
  if (
    role?.role !== 'callback' ||
    target?.k !== 'ptr' ||
    target.obj.o !== 'func' ||
    !c.cx.module.functions.has(target.obj.name)
  ) {
    for (const arg of c.args) letGo(c.state, arg);
    return false;
  }
  const context = role.contextArg === undefined ? undefined : c.args[role.contextArg];
  nextRound(c.run, c.state, {
    name: target.obj.name,
    at: c.instr.at,
    rounds: 0,
    again: (state) => role.params.map((param) => callbackArgument({ ...c, state }, param, context)),
    done: (state) => {
      setReg(state, c.instr.dst, anything(c.instr.type.result), c.instr.at);
      return undefined;
    },
  });
  return true;
}

function callbackArgument(c: KernelCall, param: CallbackParam, context: Value | undefined): Value {
  switch (param) {
    case 'context':
      return context ?? TOP;
    case 'index':
      return unknown({ k: 'int', size: 4, signed: false });
    case 'value':
      return mapValue(c, false);
    case 'key':
      return TOP;
    case 'map':
      return c.args[0] ?? TOP;
    case 'task':
      return pointer(kernelObject('task_struct', 'trusted', 'argument', c.state.rcuGen));
    case 'scalar':
      return unknown({ k: 'int', size: 8, signed: true });
    default:
      return TOP;
  }
}
