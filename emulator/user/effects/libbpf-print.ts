/** What libbpf prints: on standard error, or by way of the function that libbpf_set_print() was given. */

import { newObj } from '../../budget.ts';
import type { Frame } from '../../machine/machine.ts';
import { stringObj } from '../../machine/objects.ts';
import type { LibraryCall } from '../../machine/user/process.ts';
import { pointTo } from '../../machine/values.ts';
import { kernelOf } from '../handles.ts';
import { write } from '../output.ts';
import { startList } from './stdio.ts';
import { callBack, functionAt } from './stdlib.ts';

const LIBBPF_WARN = 0;
const LIST_BYTES = 24;

export function warn(frame: Frame, call: LibraryCall, message: string): void {
  const { printer } = kernelOf(frame);
  const text = `libbpf: ${message}\n`;
  if (printer === 'none') return;
  if (printer === undefined) return write(frame, call.at, 'err', text);
  const code = functionAt(frame, call, pointTo(printer));
  const list = pointTo(newObj(frame.m, 'memory', 'va_list', LIST_BYTES));
  startList(frame, call, list, { values: [stringObj(frame.m, text)], next: 0 });
  callBack(frame, call, code, [LIBBPF_WARN, stringObj(frame.m, '%s'), list]);
}
