/** A comment that suppresses, or will, while somebody types it: what it says of findings waits until it rests. */
import type { Module } from '../../../bpf/flow/graph.ts';
import type { ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import { ruleOf } from '../../rules/index.ts';
import { spansOf } from '../spans.ts';
import type { Doubt } from '../typing.ts';
import { isBegun, requestsIn } from './comments.ts';
import { reachIn } from './reach.ts';

/**
 * Where to keep findings back because of the comment at the place of the last edit, if it is not finished. One that names
 * its rules counts at once, and only what is said of itself waits; of another, what it may be going to suppress as well.
 */
export function halfSuppression(file: ParsedFile, module: Module, edit: Span): Doubt | undefined {
  const index = file.comments.findIndex(({ start, end }) => start <= edit.end && edit.start <= end);
  const comment = file.comments[index];
  if (!comment) return undefined;
  const requests = requestsIn(file.text, comment);
  const isNamed = requests.every(({ rules }) => rules.length > 0 && rules.every(({ id }) => ruleOf(id)));
  const isWhole = isNamed && requests.every(({ reason }) => reason !== '');
  if (requests.length > 0 ? isWhole : !isBegun(file.text, comment)) return undefined;
  const reach = requests.length > 0 && isNamed ? undefined : reachIn(file, module)(index);
  return { spans: spansOf(reach ? [comment, reach] : [comment]), programs: new Set() };
}
