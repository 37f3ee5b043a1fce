/** Fault unreleased-reference (kernel/bpf/verifier.c, check_reference_leak). */
import { error, says } from '../fault-record.ts';

interface Leak {
  /** What the reference is to, and the function that handed it out. */
  readonly struct: string;
  readonly by: string;
  /** Functions that end it, where the project names them; else the catalogue knows. */
  readonly enders?: readonly string[];
}
const leak = says<Leak>('Unreleased reference');

export const unreleasedReference = error({
  id: 'unreleased-reference',
  title: 'A reference is lost without being released',
  rules: ['OW-1..14', 'OW-17'],
  kinds: {
    exit: leak,
    lost: leak,
    overwritten: leak,
    returned: leak,
    throw: leak,
    'tail-call': leak,
  },
});
