/** The statement that ends a reference, with a test where it may be NULL; through the file's own wrapper if it has one. */
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import { endsDynptr, publishes } from '../../../bpf/kernel/releases.ts';
import type { KernelFunction } from '../../../bpf/kernel/types.ts';
import { words } from '../../../bpf/words/fixes.ts';
import type { FixContext } from './candidate.ts';
import type { Code } from './edits.ts';

/** What it is called in titles: by what the function does. */
export function actOf(ender: KernelFunction): string {
  const { acts } = words();
  if (ender.effect === 'iter-destroy') return acts.destroy;
  if (publishes(ender)) return acts.submit;
  return ender.effect === 'ringbuf-discard' || endsDynptr(ender) ? acts.discard : acts.release;
}

/**
 * Ways to write it, the file's own wrapper first. The test comes last: it is there only where NULL is possible. `object`: what
 * is ended where the holder points into it.
 */
export function releasesOf(
  cx: FixContext,
  ender: KernelFunction,
  holder: string,
  before: number,
  object = holder,
): readonly Code[] {
  const plain = [`${callText(ender, object)};`];
  if (object !== holder) return [plain, tested(cx, holder, plain)];
  const wrappers = wrappersOf(cx, ender, before).map((fn) => [`${fn.name}(${holder});`]);
  if (ender.effect === 'iter-destroy') return [plain];
  if (endsDynptr(ender)) return [...wrappers, plain];
  return [...wrappers, plain, tested(cx, holder, plain)];
}

/** The call with the reference in its place and no flags. */
function callText({ name, params }: KernelFunction, holder: string): string {
  const args = params.map(({ arg }) => (HELD.has(arg.role) ? holder : '0'));
  return `${name}(${args.join(', ')})`;
}

const HELD: ReadonlySet<string> = new Set(['object', 'iterator', 'dynptr']);

/** `if (p)` and the code, in the file's style. */
export function tested({ style }: FixContext, pointer: string, code: Code): Code {
  const deeper = code.map((line) => `\t${line}`);
  const head = `if (${style.comparesNull ? `${pointer} != NULL` : pointer})`;
  return style.braces ? [`${head} {`, ...deeper, '}'] : [head, ...deeper];
}

const HARMLESS: ReadonlySet<string> = new Set(['move', 'cast', 'bin', 'un', 'call']);

/** Functions above the place that do nothing but end what they are given. */
export function wrappersOf(
  { module, file }: FixContext,
  ender: KernelFunction,
  before: number,
): FunctionInfo[] {
  return [...module.functions.values()].filter(
    (fn) =>
      fn.path === file.path &&
      fn.end < before &&
      fn.params.length === 1 &&
      fn.params[0]!.type.k === 'ptr' &&
      !fn.section &&
      isWrapper(fn, ender),
  );
}

function isWrapper(fn: FunctionInfo, ender: KernelFunction): boolean {
  const graph = fn.graph();
  const all = graph.blocks.flatMap((block) => block.instrs);
  const calls = all.filter((instr) => instr.op === 'call');
  if (graph.incomplete.length > 0 || calls.length === 0) return false;
  if (!all.every((instr) => HARMLESS.has(instr.op))) return false;
  return calls.every((call) => call.callee === ender.name && call.args[0] === graph.params[0]!.reg);
}
