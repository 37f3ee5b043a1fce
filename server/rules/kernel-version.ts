/** Rule kernel-version: see `docs` below. */
import { defineRule, text } from './rule.ts';
export const rule = defineRule({
  id: 'kernel-version',
  message: (f) =>
    f.what === 'gone'
      ? `${text(f, 'function')}() was removed in Linux ${text(f, 'until')}.`
      : `${text(f, 'function')}() exists since Linux ${text(f, 'since')}. For older kernels declare it __weak and guard the call with bpf_ksym_exists().`,
  docs: `A kfunc that the running kernel lacks makes the whole object fail to load, called or not, unless it is declared __weak and every call is guarded with bpf_ksym_exists().`,
  examples: [],
});
