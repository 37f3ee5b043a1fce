/** Constant expressions and types of expressions: lowering with nothing kept. */

import type { CNode, Macro } from '../../syntax/types.ts';
import { type Literal, parseNumber } from '../ctypes/literals.ts';
import type { CType } from '../ctypes/types.ts';
import { CONSTANTS } from '../declare/predeclared.ts';
import { isTypeName } from '../declare/specifiers.ts';
import { parseExpression } from '../fragments/fragment.ts';
import { lookup, sourceOf, textOf, type Unit } from '../unit.ts';
import { constOf, type Fn, fileFn, probe } from './builder.ts';
import { lowerExpr, lowerUndecayed } from './expression.ts';

/** Constants within constants within … are evaluated twice per level: not for ever. */
const MAX_PROBES = 8;

/** The value of an integer constant expression, or undefined. */
export function evaluate(fn: Fn, node: CNode): Literal | undefined {
  if (node.type === 'number_literal') return parseNumber(textOf(fn.source, node));
  if (fn.probes > MAX_PROBES) return undefined;
  return probe(fn, () => {
    const value = lowerExpr(fn, node);
    const known = constOf(fn, value);
    return known === undefined ? undefined : { value: known, type: value.type };
  });
}

/** The type of an expression as `sizeof` and `typeof` see it: arrays stay arrays, nothing is evaluated. */
export function typeOfExpression(fn: Fn, node: CNode): CType {
  return probe(fn, () => lowerUndecayed(fn, node));
}

/** A context for text that is not part of the file: names are those of the file. */
function textContext(unit: Unit, text: string): Fn {
  const root: CNode = { type: 'translation_unit', start: 0, end: text.length, field: '', kids: [] };
  return fileFn(unit, sourceOf(unit, { path: '', text, masked: text, root, marks: [], holes: [] }));
}

/** Evaluates C text (a macro's body, an attribute's argument). */
export function evaluateText(fn: Fn, text: string): Literal | undefined {
  if (text.length > 10_000) return undefined;
  const context = textContext(fn.unit, text);
  context.names = fn.names;
  const node = parseExpression(text, 0, text.length, { isType: (name) => isTypeName(fn, name) });
  return node ? evaluate(context, node) : undefined;
}

const MAX_MACRO_NESTING = 50;
let nesting = 0;

/** A failure is the failure of everyone who asks, whoever asks first. */
function evaluateMacro({ unit, source }: Fn, macro: Macro): Literal | undefined {
  let isDone = false;
  nesting++;
  try {
    const found = evaluateText(fileFn(unit, source), macro.body);
    isDone = true;
    return found;
  } finally {
    nesting--;
    if (!isDone) unit.macroValues.delete(macro.name);
  }
}

/** The value of an object-like macro whose body is a constant expression, else of a well-known constant. */
export function namedConstant(fn: Fn, name: string): Literal | undefined {
  const { unit } = fn;
  if (unit.macroValues.has(name)) return unit.macroValues.get(name);
  const macro = unit.macro(name);
  if (macro?.params !== undefined && macro) return undefined;
  // Also ends macros that name themselves.
  unit.macroValues.set(name, undefined);
  if (macro && nesting < MAX_MACRO_NESTING) {
    const found = evaluateMacro(fn, macro);
    unit.macroValues.set(name, found);
    if (found) return found;
  }
  // The name of a header's macro may mean the kernel's constant where it stands.
  const known = CONSTANTS.get(name);
  unit.macroValues.set(name, known);
  return known;
}

/** `#define`s inside a file by name, for those that no longer hold at its end. */
function definesOf(unit: Unit): ReadonlyMap<string, readonly { offset: number; body: string }[]> {
  if (unit.defines.size > 0) return unit.defines;
  for (const match of unit.file.text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\S.*)$/gm)) {
    const found = { offset: match.index, body: match[2]! };
    const list = unit.defines.get(match[1]!);
    if (list) list.push(found);
    else unit.defines.set(match[1]!, [found]);
  }
  unit.defines.set('', []);
  return unit.defines;
}

/** The value of a macro at an offset of the file, when it was undefined again later. */
export function earlierConstant(fn: Fn, name: string, offset: number): Literal | undefined {
  const found = definesOf(fn.unit)
    .get(name)
    ?.findLast((define) => define.offset < offset);
  return found && evaluateText(fileFn(fn.unit, fn.source), found.body);
}

const NEVER_CONSTANT = new Set([
  'assignment_expression',
  'update_expression',
  'field_expression',
  'subscript_expression',
  'pointer_expression',
  'compound_statement',
  'string_literal',
  'compound_literal_expression',
]);
const MAX_CONSTANT_NODES = 200;

/** Whether an expression consists of constants only: a cheap test before it is evaluated. */
export function isConstantLooking(fn: Fn, node: CNode): boolean {
  const stack = [node];
  for (let seen = 0; stack.length > 0; seen++) {
    const top = stack.pop()!;
    if (seen > MAX_CONSTANT_NODES || NEVER_CONSTANT.has(top.type)) return false;
    if (top.type === 'sizeof_expression' || top.type === 'type_descriptor') continue;
    if (top.type === 'identifier' && !isConstantName(fn, textOf(fn.source, top))) return false;
    for (const child of top.kids) stack.push(child);
  }
  return true;
}

function isConstantName(fn: Fn, name: string): boolean {
  const binding = lookup(fn.names, name);
  if (binding) return binding.b === 'const' || binding.b === 'type';
  return (
    /^(__builtin_|offsetof|_ffsetof|NULL$|likely$|unlikely$)/.test(name) ||
    namedConstant(fn, name) !== undefined
  );
}
