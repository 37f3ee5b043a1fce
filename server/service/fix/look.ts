/** A checked text whose findings can be found again in another. */
import type { ParsedFile } from '../../../bpf/syntax/types.ts';
import { lastLock, steps } from '../../analysis/domain/trace.ts';
import type { Fault } from '../../analysis/engine/faults.ts';
import type { Checked } from '../../analysis/observe.ts';
import { TRACED_AS } from '../../rules/fix/sections/section.ts';
import type { Session } from '../session.ts';
import type { Diagnostic, Range, Severity } from '../types.ts';

/** A finding as it can be found again in another text. */
export interface Known {
  readonly id: string;
  readonly path: string;
  /** What it is about, and where it goes wrong: offsets in the file at `path`. */
  readonly anchor: number;
  readonly place: number;
  readonly diagnostic: { readonly severity: Severity; readonly rule: string } & Pick<
    Diagnostic,
    'range' | 'message'
  >;
  readonly fault: Fault;
  /** Programs and functions that were checked and have it. */
  readonly roots: readonly string[];
}

/** A checked text. Graphs move with the session's text, so offsets are taken at once. */
export interface Looked {
  readonly text: string;
  readonly file: ParsedFile;
  readonly known: readonly Known[];
  readonly incomplete: ReadonlySet<string>;
  readonly module: ReturnType<Session['parsed']>['module'];
  readonly kernel: string;
  readonly libbpf: string | undefined;
  /** What the check knows. */
  readonly checked: Checked;
}

export interface Target {
  readonly session: Session;
  readonly kernel: string;
  readonly libbpf?: string | undefined;
}

/** Another text, for the versions that one was looked at for. */
export function lookAgain(
  session: Session,
  { kernel, libbpf }: Looked,
  text: string,
): Generator<void, Looked, void> {
  return look({ session, kernel, libbpf }, text);
}

export function* look({ session, kernel, libbpf }: Target, text: string): Generator<void, Looked, void> {
  session.setText(text);
  const result = yield* session.check(kernel, libbpf);
  const { file, module } = session.parsed();
  return {
    text,
    file,
    module,
    kernel,
    libbpf,
    checked: session.checked(),
    known: session.findings().map(({ diagnostic, fault, roots }): Known => {
      const { graph, at } = fault;
      const about = aboutOf(fault);
      return {
        id: fault.id,
        path: about.graph.path,
        anchor: about.graph.start + about.at.start,
        place: graph.start + at.start,
        diagnostic,
        fault,
        roots,
      };
    }),
    incomplete: new Set(result.incomplete.map(({ function: name }) => name)),
  };
}

/** What one finding is about wherever it goes wrong: what is lost, left open or may be NULL comes from one place. */
function aboutOf(fault: Fault): Pick<Fault, 'graph' | 'at'> {
  const { id, what, data, nid, ref, trace } = fault;
  if (id === 'unreleased-reference') return ref ?? fault;
  if (id === 'unbalanced-rcu-section' && what === 'exit-locked')
    return lastLock(trace, TRACED_AS[data.section]) ?? fault;
  if (!id.startsWith('possibly-null-') || nid === 0) return fault;
  return steps(trace).findLast(({ step }) => step.kind === 'origin' && step.nid === nid) ?? fault;
}

export function isAsked(
  { diagnostic }: Known,
  asked: Pick<Diagnostic, 'rule' | 'range' | 'message'>,
): boolean {
  return (
    diagnostic.rule === asked.rule &&
    diagnostic.message === asked.message &&
    isSameRange(diagnostic.range, asked.range)
  );
}

function isSameRange(a: Range, b: Range): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
