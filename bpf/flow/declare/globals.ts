/** Variables with static storage: what the object file holds. */

import { marksOf } from '../../syntax/mask/marks.ts';
import type { CNode, Mark } from '../../syntax/types.ts';
import type { CType } from '../ctypes/types.ts';
import type { GlobalInfo, StaticImage } from '../graph.ts';
import { type Fn, fileFn } from '../lower/builder.ts';
import { completeType } from '../lower/initialiser.ts';
import type { Binding } from '../unit.ts';
import { contentsIn } from './contents.ts';
import type { Declared } from './specifiers.ts';
import { constantOf, imageOf } from './static-image.ts';

export interface GlobalDeclaration {
  readonly name: string;
  readonly declared: Declared;
  /** The whole declaration and, in it, the declarator. */
  readonly declaration: CNode;
  readonly declarator: CNode;
  readonly storage: ReadonlySet<string>;
  readonly value: CNode | undefined;
  /** Where attributes before the declaration may start. */
  readonly from?: number;
}

/** Section named by a mark before or in a declaration. */
export function sectionOf(fn: Fn, from: number, to: number): string {
  const mark = marksOf(fn.source.parsed, from, to).find((found) => found.kind === 'section');
  return mark?.kind === 'section' ? mark.name : '';
}

/** Enters a global (or static local) into the unit and gives what its name means. */
export function declareGlobal(fn: Fn, global: GlobalDeclaration): Extract<Binding, { b: 'global' }> {
  const { name, declared, storage, value } = global;
  const { unit } = fn;
  const type = value ? completeType(fn, declared.type, value) : declared.type;
  const isExtern = storage.has('extern') && !value;
  const { constant, volatile } = declared;
  const known = unit.globals.get(name);
  // A tentative or extern declaration says nothing new about a variable that is defined.
  if (!known || known.isExtern || !isExtern) {
    const info = globalInfo(fn, global, type, isExtern);
    unit.globals.set(name, info);
    // In order of declaration, so that a long chain of constants is no deep recursion.
    if (constant && !volatile && type.k === 'int') void info.initial;
  }
  return { b: 'global', name, type, constant, volatile };
}

/** What is known of a variable; its value is looked for when somebody asks. */
function globalInfo(fn: Fn, global: GlobalDeclaration, type: CType, isExtern: boolean): GlobalInfo {
  const { name, declared, declaration, storage, value } = global;
  const { unit, source, names } = fn;
  const origin = source.parsed.origin ?? ((offset: number) => offset);
  const context = (): Fn => ({ ...fileFn(unit, source), names });
  let image: StaticImage | undefined | 'none';
  const imageNow = (): StaticImage | undefined => {
    if (isExtern) return undefined;
    image ??= imageOf(context(), type, value) ?? 'none';
    return image === 'none' ? undefined : image;
  };
  let scalar: bigint | undefined | 'none' = 'none';
  return {
    name,
    path: source.parsed.path,
    start: origin(declared.nameNode?.start ?? declaration.start),
    type,
    section: sectionOf(fn, global.from ?? declaration.start, declaration.end),
    isStatic: storage.has('static'),
    isExtern,
    isConst: declared.constant,
    isVolatile: declared.volatile,
    ...contentsIn(fn, declaration.start, declaration.end),
    get initial() {
      if (scalar !== 'none') return scalar;
      // Also ends constants that are defined by each other.
      scalar = undefined;
      let found: bigint | undefined | 'none' = 'none';
      try {
        found = isExtern ? undefined : scalarValue(context, type, value);
      } finally {
        // A failure is the failure of everyone who asks, whoever asks first.
        scalar = found;
      }
      return scalar;
    },
    image() {
      const found = imageNow();
      return found?.addresses.length === 0 ? found.bytes : undefined;
    },
    wholeImage: imageNow,
  };
}

function scalarValue(context: () => Fn, type: CType, value: CNode | undefined): bigint | undefined {
  if (type.k !== 'int' && type.k !== 'ptr') return undefined;
  if (!value) return 0n;
  const found = constantOf(context(), type, value);
  return found?.address === undefined ? found?.value : undefined;
}

/** Names of the attributes in a stretch. */
export function attributesOf(fn: Fn, from: number, to: number): string[] {
  return marksOf(fn.source.parsed, from, to)
    .filter((mark): mark is Extract<Mark, { kind: 'attribute' }> => mark.kind === 'attribute')
    .map((mark) => mark.name);
}
