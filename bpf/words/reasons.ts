/**
 * Why something was not read or checked: a kind with its data, which is what analyses pass on and compare. It is put into
 * words where somebody reads it.
 */
import { en } from './en/reasons.ts';
import { wordsIn } from './language.ts';

export type Words = typeof en;
const words = wordsIn<Words>({ en });

type ReasonKind = keyof Words;
type DataOf<K extends ReasonKind> = Words[K] extends (...data: infer D) => string ? Readonly<D> : readonly [];

export type Reason = {
  readonly [K in ReasonKind]: { readonly kind: K; readonly data: DataOf<K> };
}[ReasonKind];

/** The reason of a kind, with what its sentence names. */
export function because<K extends ReasonKind>(kind: K, ...data: DataOf<K>): Reason {
  return { kind, data } as unknown as Reason;
}

/** The reason in the language that is spoken now. */
export function sayReason({ kind, data }: Reason): string {
  const say: string | ((...of: never[]) => string) = words()[kind];
  return typeof say === 'string' ? say : say(...(data as readonly never[]));
}
