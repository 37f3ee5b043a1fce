/** Fault wrong-null-check: the kernel sees no test that is missing, as these pointers are numbers to it. */
import { silent, warning } from '../fault-record.ts';

export const wrongNullCheck = warning({
  id: 'wrong-null-check',
  title: 'Another variable is tested than the one just assigned',
  kinds: {
    // What was assigned, as written.
    tested: silent<{ readonly set: string }>(),
  },
});
