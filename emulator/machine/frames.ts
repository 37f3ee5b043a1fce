/** Calls of compiled functions: a frame is taken, filled, run and put back. */

import type { Instr } from '../../bpf/flow/graph.ts';
import { RUN_TEXTS } from '../../bpf/kernel/run-texts.ts';
import { words } from '../../bpf/words/faults.ts';
import { words as processWords } from '../../bpf/words/process.ts';
import { checkLimits } from '../budget.ts';
import { fail, printed } from '../faults.ts';
import type { Code, CodeBlock, Frame, Machine } from './machine.ts';
import type { Value } from './values.ts';

/** One instruction of a compiled function. */
export type Step = (frame: Frame) => void;

/** Runs a function with its arguments; nested calls are nested calls of this. */
export function invoke(
  m: Machine,
  code: Code,
  args: readonly (Value | undefined)[],
  caller: Frame | undefined,
  callAt: Instr['at'],
  rest?: readonly Value[],
): Value {
  const frame = enter(m, code, caller, callAt);
  frame.rest = rest;
  const { params } = code;
  for (let i = 0; i < params.length; i++) frame.r[params[i]!] = args[i];
  return runFrame(m, frame);
}

const MOST_FRAMES = 64;

/** Frames of a process: its stack has room for more, that of the machine that runs this has not. */
const MOST_PROCESS_FRAMES = 1500;

function mayBeDeep({ depth, process }: Machine, caller: Frame, callAt: Instr['at']): void {
  if (process === undefined)
    fail(caller, callAt, 'call-depth', words().tooDeep(MOST_FRAMES, printed(RUN_TEXTS.callDepth)));
  if (depth > MOST_PROCESS_FRAMES)
    fail(caller, callAt, 'call-depth', processWords().tooDeep(MOST_PROCESS_FRAMES));
}

/** A frame with its constants in place. */
export function enter(m: Machine, code: Code, caller: Frame | undefined, callAt: Instr['at']): Frame {
  if (++m.depth > MOST_FRAMES && caller) mayBeDeep(m, caller, callAt);
  const frame = code.pool.pop();
  if (frame === undefined)
    return {
      m,
      code,
      r: code.initial.slice(),
      locals: new Array(code.locals).fill(undefined),
      result: 0,
      caller,
      callAt,
      leftAt: callAt,
    };
  // Memory belongs to the run that made it.
  if (frame.m !== m) frame.locals.fill(undefined);
  // What a call before left in variables is not to be shown.
  if (m.options.trace) for (let i = 0; i < code.initial.length; i++) frame.r[i] = code.initial[i];
  frame.m = m;
  frame.result = 0;
  frame.caller = caller;
  frame.callAt = callAt;
  return frame;
}

/** Runs a frame from its first block to its return, and gives it back; the result is its value, 0 without one. */
export function runFrame(m: Machine, frame: Frame): Value {
  const { blocks } = frame.code;
  for (let at = 0; ; ) {
    const block: CodeBlock = blocks[at]!;
    m.steps += block.cost;
    if (m.steps >= m.nextCheck) checkLimits(m, frame, block.at);
    const { code } = block;
    for (let i = 0; i < code.length; i++) code[i]!(frame);
    at = block.end(frame);
    if (at >= 0) continue;
    frame.leftAt = block.at;
    break;
  }
  m.depth--;
  frame.code.pool.push(frame);
  return frame.result;
}
