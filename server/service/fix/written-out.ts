/**
 * A statement that is a macro's call, with what comes of it written in its place: where a path leaves the function inside of the
 * macro, only this use of it can be given something to do before.
 */
import type { CNode, Macro, ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import { steps } from '../../analysis/domain/trace.ts';
import type { TextEdit } from '../../rules/fix/candidate.ts';
import { argumentsOf, chainAt, functionAround, kidOf, textOf, within } from '../../rules/fix/tree.ts';
import type { Known } from './look.ts';

interface WrittenOut {
  readonly macro: string;
  readonly edit: TextEdit;
}

/** Longer bodies are not for a function to hold. */
const LONGEST_BODY = 400;
const LEAVES = /\b(?:return|goto|break|continue)\b/;

/**
 * That which a path leaves in, so many of the macro's next uses in the function, and that which made what is lost; `there`:
 * where the first is then. Undefined where there are not so many.
 */
export function allWrittenOut(
  file: ParsedFile,
  { fault, place }: Known,
  more: number,
): { readonly macro: string; readonly edits: readonly TextEdit[]; readonly there: Span } | undefined {
  const left = writtenOutAt(file, place);
  const next = left && more > 0 ? usesBehind(file, left).slice(0, more) : [];
  if (!left || next.length < more) return undefined;
  const made = steps(fault.trace).flatMap(({ step, graph, at }) => {
    const isIt = step.kind === 'acquire' && step.ref === fault.refId && graph.path === file.path;
    return (isIt && writtenOutAt(file, graph.start + at.start)) || [];
  });
  const { edit, macro } = left;
  const others = [...next, ...made].map((other) => other.edit);
  const edits = [
    edit,
    ...others.filter(({ start }, i) => others.findIndex((one) => one.start === start) === i),
  ].filter(({ start }, i) => i === 0 || start !== edit.start);
  const before = edits.filter((other) => other.end <= edit.start);
  const start = before.reduce((sum, one) => sum + one.newText.length - (one.end - one.start), edit.start);
  return { macro, edits, there: { start, end: start + edit.newText.length } };
}

/** The same macro may lead out again before the reference is given away. */
function usesBehind(file: ParsedFile, { macro, edit }: WrittenOut): WrittenOut[] {
  const fn = functionAround(chainAt(file, edit));
  if (!fn) return [];
  return [...within(fn)].flatMap((node) => {
    if (node.type !== 'expression_statement' || node.start < edit.end) return [];
    const other = writtenOutAt(file, node.start);
    return other?.macro === macro ? [other] : [];
  });
}

function writtenOutAt(file: ParsedFile, place: number): WrittenOut | undefined {
  const chain = chainAt(file, { start: place, end: place });
  const statement = chain.find(({ type }) => type === 'expression_statement');
  const call = statement?.kids[0];
  const name = call?.type === 'call_expression' ? textOf(file, kidOf(call, 'function')!) : '';
  const macro = file.macros.get(name);
  if (!statement || !call || !macro || !isPlain(macro)) return undefined;
  const args = argumentsOf(call).map((arg) => textOf(file, arg));
  if (args.length !== macro.params?.length) return undefined;
  const body = bodyOf(macro);
  const given = new Map(macro.params.map((param, i) => [param, args[i]!]));
  const text = body.replace(WORD, (word) => given.get(word) ?? word);
  const [start, end] = [statement.start, statement.end];
  return { macro: name, edit: { start, end, newText: laidOut(file, statement, text) } };
}

/** Words outside of literals; a literal is no parameter's name. */
const WORD = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\w+/g;

/** Nothing in it is made of pieces, and it leads out. */
function isPlain({ params, body, name }: Macro): boolean {
  if (!params || params.some((param) => param.endsWith('...')) || body.length > LONGEST_BODY) return false;
  return !/#|\/[/*]/.test(body) && LEAVES.test(body) && !new RegExp(`\\b${name}\\b`).test(body);
}

/** Without what makes it one statement, where one is all that is in there. */
function bodyOf({ body }: Macro): string {
  const lines = body.replace(/\s*\\\r?\n\s*/g, ' ').trim();
  const inner = /^(?:do\s*\{(.*)\}\s*while\s*\(\s*0\s*\)|\(\s*\{(.*)\}\s*\))\s*;?$/s.exec(lines);
  const within = (inner?.[1] ?? inner?.[2])?.trim();
  if (within === undefined) return lines;
  return /^if\b[^;{}]*;$/.test(within) ? within : `{ ${within} }`;
}

/** One statement a line, as deep as the call is. */
function laidOut(file: ParsedFile, { start }: CNode, text: string): string {
  const line = file.text.lastIndexOf('\n', start - 1) + 1;
  const before = file.text.slice(line, start);
  const ended = /[;}]$/.test(text) ? text : `${text};`;
  if (before.trim() !== '') return ended;
  const isCrLf = file.text[line - 2] === '\r';
  const gap = `${isCrLf ? '\r' : ''}\n${before}`;
  return ended
    .split(/(?<=;)\s+/)
    .map((one) =>
      one.replace(/^(if\s*)(\(.*\))\s+((?:return|goto|break|continue)\b[^;]*;)$/, `$1$2${gap}\t$3`),
    )
    .join(gap);
}
