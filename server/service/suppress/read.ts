/** The comments of a file and its headers that suppress, read before anything is checked. */
import type { FunctionInfo, Module } from '../../../bpf/flow/graph.ts';
import type { ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import type { Apart } from '../../analysis/engine/faults.ts';
import { ruleIdOf, ruleOf } from '../../rules/index.ts';
import { type Request, requestsIn, TAG } from './comments.ts';
import { reachIn } from './reach.ts';

/** Where something was found. */
export interface Place extends Span {
  readonly path: string;
}

export interface Suppression extends Request {
  readonly file: ParsedFile;
  /** undefined: there is nothing that it could be about. */
  readonly reach: Span | undefined;
}

export interface Suppressions {
  readonly own: readonly Suppression[];
  readonly inHeaders: readonly Suppression[];
  /**
   * A leak is found once, at the first exit. Where a comment suppresses that, it is found once more at the first that no
   * comment reaches: what is silenced in one place must not be silent in others. Undefined where nothing is suppressed.
   */
  readonly apart: Apart | undefined;
}

export function readSuppressions(file: ParsedFile, module: Module): Suppressions {
  const own = suppressionsOf(file, module);
  const inHeaders = headersOf(file).flatMap((header) => suppressionsOf(header, module));
  const all = [...own, ...inHeaders].filter(({ rules }) => rules.some(({ id }) => ruleOf(id)));
  return { own, inHeaders, apart: all.length > 0 ? apartBy(all) : undefined };
}

/** What the comments of a file ask for; those in an arm that is not taken are about nothing. */
function suppressionsOf(file: ParsedFile, module: Module): readonly Suppression[] {
  if (!hasTag(file)) return [];
  const files = READ.get(module) ?? new Map<ParsedFile, readonly Suppression[]>();
  READ.set(module, files);
  const found = files.get(file) ?? readIn(file, module);
  files.set(file, found);
  return found;
}

/** A check asks more than once. */
const READ = new WeakMap<Module, Map<ParsedFile, readonly Suppression[]>>();

function readIn(file: ParsedFile, module: Module): Suppression[] {
  const reachOf = reachIn(file, module);
  return file.comments.flatMap((comment, index) => {
    if (file.masked.charAt(comment.start) !== '/') return [];
    const requests = requestsIn(file.text, comment);
    if (requests.length === 0) return [];
    const reach = reachOf(index);
    return requests.map((request) => ({ ...request, file, reach }));
  });
}

/** Headers are the same for many texts of the file that includes them. */
const TAGGED = new WeakMap<ParsedFile, boolean>();

function hasTag(file: ParsedFile): boolean {
  const known = TAGGED.get(file) ?? file.text.includes(TAG);
  TAGGED.set(file, known);
  return known;
}

function headersOf(file: ParsedFile): ParsedFile[] {
  const headers = new Set(file.includes);
  for (const header of headers) for (const inner of header.includes) headers.add(inner);
  return [...headers];
}

/** Whether what is found there is suppressed, if it is of the comment's rules. */
export function reaches({ file, reach }: Suppression, place: Place): boolean {
  if (!reach || place.path !== file.path) return false;
  return place.start <= reach.end && place.end > reach.start;
}

/** Those that name each rule. */
export function byRuleId(all: readonly Suppression[]): ReadonlyMap<string, readonly Suppression[]> {
  const found = new Map<string, Suppression[]>();
  for (const one of all) {
    for (const id of new Set(one.rules.map((rule) => rule.id))) {
      const known = found.get(id);
      if (known) known.push(one);
      else found.set(id, [one]);
    }
  }
  return found;
}

/** In offsets of the function: what is kept of it from an earlier text means the same in the next. */
function apartBy(all: readonly Suppression[]): Apart {
  const byRule = byRuleId(all);
  return (fault) => {
    const { graph, shown } = fault;
    const place = { path: graph.path, start: graph.start + shown.start, end: graph.start + shown.end };
    const names = (byRule.get(ruleIdOf(fault)) ?? [])
      .filter((one) => reaches(one, place))
      .map(({ reach }) => Math.max(reach!.start - graph.start, 0));
    return names.length === 0 ? '' : ` suppressed ${names}`;
  };
}

/**
 * Of comments that are outside of functions, which rules they suppress where: with the functions' own text, all that an
 * exploration depends on.
 */
export function suppressedFromOutside(file: ParsedFile, module: Module): string {
  if (!hasTag(file)) return '';
  const functions = [...module.functions.values()].filter(({ path }) => path === file.path);
  const within = ({ start, end }: FunctionInfo, at: number) => start <= at && at < end;
  return suppressionsOf(file, module)
    .filter(({ comment }) => !functions.some((fn) => within(fn, comment.start)))
    .map(({ reach, rules }) => {
      const over = functions.filter((fn) => reach && fn.start < reach.end && reach.start < fn.end);
      const known = rules.filter(({ id }) => ruleOf(id));
      return known.length > 0 ? `${over.map(({ name }) => name)} ${known.map(({ id }) => id)}` : '';
    })
    .join('\n');
}
