/** A test that is there, but of another variable, too late, the wrong way round, or without leaving. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { type Code, indentAt, insertAfter, insertAtEnd, insertBefore, remove, replace } from '../edits.ts';
import { decisions } from '../place.ts';
import { callNamesIn, kidOf, placed, textOf, within } from '../tree.ts';
import { exitsAt } from './exit.ts';
import { following, type Untested, variablesOf } from './facts.ts';
import { heldAt } from './held.ts';
import { isMadeOf } from './made-of.ts';
import { isPlace, withoutCasts } from './pointer.ts';
import { bare, exitOf, isCertain, isSetIn, testOf } from './reach.ts';
import { beforeStatement, spotsOf } from './spots.ts';
import { nullTest, turnedRound } from './style.ts';
import { usesAlways } from './sure.ts';

const NEAR = 2;

/** `b = f(); if (!a) return 0;` */
export function* ofAnother(untested: Untested): Generator<Candidate, void, void> {
  const { cx, fault, origin } = untested;
  if (!origin) return;
  const [pointer] = variablesOf(untested);
  for (const node of following(origin.statement).slice(0, NEAR)) {
    const condition = kidOf(node, 'condition');
    const test = node.type === 'if_statement' ? testOf(cx, condition) : undefined;
    const exit = exitOf(kidOf(node, 'consequence'));
    if (!pointer || !condition || !test?.ofNull || !exit || test.pointer === pointer) continue;
    const name = [...within(condition)].find((kid) => textOf(cx.file, kid) === test.pointer && isPlace(kid))!;
    const there = callNamesIn(cx.file, kidOf(node, 'consequence')!);
    const held = heldAt(cx, fault, { ...origin, offset: origin.statement.node.end });
    const left = held.filter(
      ({ enders, argument }) =>
        !there.some((call) => enders.includes(call)) || !textOf(cx.file, node).includes(argument),
    );
    const title = words().nullTest.instead(pointer, test.pointer);
    const swap = replace(name, pointer);
    const isTestedBefore = [...within(origin.fn)].some(
      (other) =>
        other.type === 'if_statement' &&
        other.start < node.start &&
        testOf(cx, kidOf(other, 'condition'))?.pointer === test.pointer,
    );
    for (const code of [
      [],
      left.flatMap(({ codes }) => codes[0]!),
      left.flatMap(({ codes }) => codes.at(-1)!),
    ])
      yield {
        title,
        safe: isTestedBefore || isMadeOf(cx, origin.fn, test.pointer, pointer),
        edits: code.length > 0 ? [swap, ...insertBefore(cx, placed(cx.file, exit), code)] : [swap],
      };
  }
}

/** Used first and tested then. */
export function* tooLate(untested: Untested): Generator<Candidate, void, void> {
  const { cx, use, pointers } = untested;
  for (const pointer of pointers.filter(isPlace).map((node) => textOf(cx.file, node)))
    for (const node of following(use)) {
      if (isSetIn(cx, node, new Set([pointer]))) break;
      const condition = kidOf(node, 'condition');
      const arm = kidOf(node, 'consequence');
      if (node.type !== 'if_statement' || !condition || !arm || !exitOf(arm)) continue;
      const title = words().nullTest.earlier(pointer);
      const test = testOf(cx, condition);
      const safe = usesAlways(cx, use.node, pointer);
      if (test?.ofNull && test.pointer === pointer && !kidOf(node, 'alternative')) {
        yield { title, safe, edits: [...beforeStatement(cx, use, codeOf(cx, node)), remove(cx, node)] };
        yield* writtenAnew(untested, node, arm, title);
      }
      const rest = withoutOperand(cx, condition, pointer);
      if (!rest) continue;
      const first = nullTest(cx, pointer, armCode(cx, arm));
      yield { title, safe, edits: [...beforeStatement(cx, use, first), rest] };
    }
}

const MOST_ANEW = 6;

/** Less may be held there than where the test was: the arm gives back what is. */
function* writtenAnew(
  untested: Untested,
  test: CNode,
  arm: CNode,
  title: string,
): Generator<Candidate, void, void> {
  const { cx, origin } = untested;
  const drops = callNamesIn(cx.file, arm);
  for (const spot of spotsOf(untested)) {
    const exits = exitsAt({ cx, by: origin?.by ?? '', ...spot }).slice(0, MOST_ANEW);
    for (const { code } of exits)
      yield {
        title,
        safe: spot.isSure,
        drops,
        edits: [...spot.put(nullTest(cx, spot.pointer, code)), remove(cx, test)],
      };
  }
}

/** `!v || !mask` without `!v`. */
function withoutOperand(cx: FixContext, condition: CNode, pointer: string): TextEdit | undefined {
  for (const node of within(condition)) {
    if (kidOf(node, 'operator')?.type !== '||') continue;
    const left = kidOf(node, 'left')!;
    const right = kidOf(node, 'right')!;
    const isIt = (side: CNode) => {
      const test = testOf(cx, side);
      return test?.ofNull && test.pointer === pointer;
    };
    if (isIt(left)) return replace(node, textOf(cx.file, right));
    if (isIt(right)) return replace(node, textOf(cx.file, left));
  }
  return undefined;
}

/** A statement's lines with their levels as tabs. */
function codeOf(cx: FixContext, node: CNode): Code {
  const outer = indentAt(cx, node.start);
  const { unit } = cx.style;
  return textOf(cx.file, node)
    .split(/\r?\n/)
    .map((line, i) => {
      const own = i > 0 && line.startsWith(outer) ? line.slice(outer.length) : line;
      const blanks = /^[ \t]*/.exec(own)![0];
      return '\t'.repeat(blanks.split(unit).length - 1) + own.slice(blanks.length);
    });
}

function armCode(cx: FixContext, arm: CNode): Code {
  const kids = arm.type === 'compound_statement' ? arm.kids : [arm];
  return kids.flatMap((kid) => codeOf(cx, kid));
}

/** Tests of the path by which it is certainly NULL here. */
export function* goesOn(untested: Untested): Generator<Candidate, void, void> {
  const { cx, fault, fn, use, all, pointers } = untested;
  const names = pointers.map((node) => textOf(cx.file, node));
  for (const { node } of decisions(cx, fault)) {
    const test = testOf(cx, kidOf(node, 'condition'));
    const arm = kidOf(node, 'consequence');
    if (!test?.ofNull || !arm || !names.includes(test.pointer) || exitOf(arm) || kidOf(node, 'alternative'))
      continue;
    if (node.start <= use.node.start && use.node.end <= node.end) continue;
    const last = placed(cx.file, arm.type === 'compound_statement' ? (arm.kids.at(-1) ?? arm) : arm);
    const held = heldAt(cx, fault, { graph: fault.graph, fn, end: all.length, offset: arm.end });
    const place = {
      cx,
      fn,
      offset: arm.end,
      around: last.around,
      by: untested.origin?.by ?? '',
      held,
      pointer: test.pointer,
    };
    for (const { act, code } of exitsAt(place)) {
      const edits =
        arm.type === 'compound_statement' ? insertAtEnd(cx, arm, code) : insertAfter(cx, last, code);
      yield {
        title: words().nullTest.leaveThere(test.pointer, act),
        edits,
        safe: usesAlways(cx, use.node, test.pointer),
      };
    }
  }
}

/** `if (p) return 0;` before what uses it, or `if (!p) use(p);`; also where a function or a variable says it. */
export function* inverted(untested: Untested): Generator<Candidate, void, void> {
  const { cx, fault, use, fn, pointers } = untested;
  const names = pointers.map((node) => textOf(cx.file, node));
  for (const { node } of decisions(cx, fault)) {
    const condition = kidOf(node, 'condition');
    const test = testOf(cx, condition);
    if (!condition || kidOf(node, 'alternative')) continue;
    const isInside = node.start <= use.node.start && use.node.end <= node.end;
    const leaves = exitOf(kidOf(node, 'consequence')) !== undefined;
    if (test && names.includes(test.pointer)) {
      if (isInside ? !test.ofNull : test.ofNull || !leaves) continue;
      const [what, text] = turnedRound(cx, condition, test);
      yield { title: words().nullTest.invert(test.pointer), safe: false, edits: [replace(what, text)] };
    } else if ((isInside || leaves) && isCertain(fault)) yield* negated(cx, fn, condition, names);
  }
}

/** `if (is_there(p))`, and `if (there)` of `bool there = p;`: what says the opposite. */
function* negated(
  cx: FixContext,
  fn: CNode,
  condition: CNode,
  names: readonly string[],
): Generator<Candidate, void, void> {
  const asked = bare(cx, condition);
  const argument = asked && kidOf(asked, 'operator')?.type === '!' ? kidOf(asked, 'argument') : undefined;
  const said = bare(cx, argument ?? asked);
  const isAbout = (node: CNode) => [...within(node)].some((kid) => names.includes(textOf(cx.file, kid)));
  const isCall = said?.type === 'call_expression' && isAbout(said);
  const variable = said?.type === 'identifier' ? textOf(cx.file, said) : undefined;
  const isHeld = [...within(fn)].some(
    (node) =>
      node.type === 'init_declarator' &&
      textOf(cx.file, kidOf(node, 'declarator')!) === variable &&
      isAbout(kidOf(node, 'value') ?? node),
  );
  if (!asked || !said || (!isCall && !isHeld)) return;
  const text = argument ? textOf(cx.file, argument) : `!${textOf(cx.file, asked)}`;
  yield { title: words().nullTest.invert(names[0]!), safe: false, edits: [replace(asked, text)] };
}

/** `if (!(u32)(u64)p)`: the test is of a number made from the pointer, in which it may be 0 where the pointer is not NULL. */
export function* ofHalf({ cx, fn, use, pointers }: Untested): Generator<Candidate, void, void> {
  const names = new Set(pointers.filter(isPlace).map((node) => textOf(cx.file, node)));
  for (const node of within(fn)) {
    const condition = node.type === 'if_statement' ? kidOf(node, 'condition') : undefined;
    const number = condition && numberIn(bare(cx, condition));
    if (!number || node.start > use.node.start) continue;
    const name = textOf(cx.file, withoutCasts(cx.file, number));
    if (!names.has(name)) continue;
    const title = words().nullTest.instead(name, textOf(cx.file, number));
    yield { title, edits: [replace(number, name)] };
  }
}

/** Of `!(u32)p`: the cast. */
function numberIn(condition: CNode | undefined): CNode | undefined {
  let node = condition;
  while (node && kidOf(node, 'operator')?.type === '!') node = kidOf(node, 'argument');
  return node?.type === 'cast_expression' ? node : undefined;
}
