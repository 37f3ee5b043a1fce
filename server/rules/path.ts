/** The steps of a path in words. */
import { words } from '../../bpf/words/path.ts';
import type { Step } from '../analysis/domain/trace.ts';
import type { Fault } from '../analysis/engine/faults.ts';

/** What a step of that fault's path says: a clause, as `the loop goes round`. */
export function stepText(step: Step, fault: Fault): string {
  const say = words();
  switch (step.kind) {
    case 'branch':
      return branch(step);
    case 'case':
      return step.label === 'default' ? say.noCase : say.case(step.label);
    case 'acquire':
      return fault.id.startsWith('possibly-null')
        ? say.orNull(acquired(step.by, step.name))
        : acquired(step.by, step.name);
    case 'release':
      return say.releases(step.by);
    case 'transfer':
      return say.moved;
    case 'overwrite':
      return say.overwritten(step.name);
    case 'stored':
      return say.stored;
    case 'origin':
      return origin(step, fault);
    case 'enter':
      return say.called(step.name);
    case 'again':
      return say.again;
    case 'lock':
      return step.what in say.begins
        ? say.begins[step.what as keyof typeof say.begins]
        : say.locked(step.what);
    case 'unlock':
      return fault.id === 'outside-rcu-section' ? say.sectionEndsWithReads : say.sectionEnds;
    default:
      return '';
  }
}

function origin(step: Step & { kind: 'origin' }, fault: Fault): string {
  const text = oneLine(step.text);
  if (fault.id.startsWith('possibly-null')) return words().mayBeNull(text);
  return CALL.test(text) ? words().givesPointer(text) : words().isRead(text);
}

function branch(step: Step & { kind: 'branch' }): string {
  const say = words();
  const text = oneLine(step.cond);
  // What is tested in `if (!(p = f()))` is p.
  const tested = /^(\w+) = /.exec(text)?.[1] ?? text;
  const outcome =
    step.pointer || POINTER_MACRO.test(tested)
      ? (step.taken ? say.isNotNull : say.isNull)(tested)
      : isNumber(tested)
        ? (step.taken ? say.isNotZero : say.isZero)(tested)
        : (step.taken ? say.isTrue : say.isFalse)(text);
  return step.against ? say.ruledOut(outcome) : outcome;
}

const POINTER_MACRO = /^(?:MEMBER_VPTR|ARRAY_ELEM_PTR)\(/;
/** A variable or field. */
const PLACE = /^\w+(?:(?:\.|->)\w+|\[\w+\])*$/;
const CALL = /^(\w+)\(.*\)$/s;
const QUESTION =
  /test|empty|full|equal|subset|intersects|overlaps|valid|(?:^|_)(?:is|has|can|may|should|need)(?:_|$)/;

/** Its value is tested; it is no comparison, and not the answer to a question. */
function isNumber(text: string): boolean {
  const callee = CALL.exec(text)?.[1];
  return callee === undefined ? PLACE.test(text) : !QUESTION.test(callee);
}

function acquired(by: string, name: string): string {
  if (by.startsWith('bpf_iter_')) return words().startsIterator(by);
  return name ? words().getsReference(name, by) : words().handsOut(by);
}

const TEXT_LIMIT = 80;
function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > TEXT_LIMIT ? `${flat.slice(0, TEXT_LIMIT - 3)}...` : flat;
}
