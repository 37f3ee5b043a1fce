/** The section that makes a function a program: `SEC("lsm/file_open")`, `BPF_STRUCT_OPS(name, ...)`. */
import type { FunctionInfo } from '../../../../bpf/flow/graph.ts';
import { programOf } from '../../../../bpf/kernel/program-types.ts';
import { couldSleep } from '../../../../bpf/kernel/sleepable.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';

/** The program becomes one that may sleep, where the kernel has such a kind of it. */
export function* sleepableProgram(cx: FixContext, name: string | null): Generator<Candidate, void, void> {
  const fn = programNamed(cx, name);
  if (!fn || !couldSleep(programOf(fn.section, fn.macro), cx.module.structOps.get(fn.name))) return;
  if (!fn.section) yield* renamedMacro(cx, fn, 'BPF_STRUCT_OPS', 'BPF_STRUCT_OPS_SLEEPABLE');
  else yield* renamedSection(cx, fn, withSuffix(fn.section));
}

/** `fentry/x` to `fentry.s/x`, `?lsm/x` to `?lsm.s/x`, `uprobe` to `uprobe.s`. */
function withSuffix(section: string): string {
  const slash = section.indexOf('/');
  return slash < 0 ? `${section}.s` : `${section.slice(0, slash)}.s${section.slice(slash)}`;
}

/** The program becomes one that may not sleep. */
export function* unsleepableProgram(cx: FixContext, name: string | null): Generator<Candidate, void, void> {
  const fn = programNamed(cx, name);
  if (!fn) return;
  if (!fn.section) yield* renamedMacro(cx, fn, 'BPF_STRUCT_OPS_SLEEPABLE', 'BPF_STRUCT_OPS');
  else if (/\.s(?=\/|$)/.test(fn.section))
    yield* renamedSection(cx, fn, fn.section.replace(/\.s(?=\/|$)/, ''));
}

function programNamed(cx: FixContext, name: string | null): FunctionInfo | undefined {
  const fn = name === null ? undefined : cx.module.functions.get(name);
  return fn?.path === cx.file.path ? fn : undefined;
}

function* renamedSection(
  cx: FixContext,
  fn: FunctionInfo,
  section: string,
): Generator<Candidate, void, void> {
  const marks = cx.file.marks.filter((mark) => mark.kind === 'section' && mark.end <= fn.nameStart);
  const mark = marks.at(-1);
  if (mark?.kind !== 'section' || mark.name !== fn.section) return;
  const start = mark.start + cx.file.text.slice(mark.start, mark.end).indexOf(`"${fn.section}"`) + 1;
  if (start <= mark.start) return;
  const edits = [{ start, end: start + fn.section.length, newText: section }];
  yield { title: words().calls.program(`SEC("${section}")`), edits };
}

function* renamedMacro(
  cx: FixContext,
  fn: FunctionInfo,
  from: string,
  to: string,
): Generator<Candidate, void, void> {
  const mark = cx.file.marks.find((other) => other.kind === 'program' && other.nameStart === fn.nameStart);
  if (!mark || fn.macro !== from || !cx.file.text.startsWith(from, mark.start)) return;
  const edits = [{ start: mark.start, end: mark.start + from.length, newText: to }];
  yield { title: words().calls.program(to), edits };
}
