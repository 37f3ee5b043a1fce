/** Rule call-not-allowed-here: see `docs` below. */

import type { Fault } from '../analysis/faults.ts';
import { defineRule, text } from './rule.ts';

const MESSAGES: Readonly<Record<string, (f: Fault) => string>> = {
  'under-lock': (f) =>
    `${text(f, 'function')}() is called while a bpf_spin_lock is held; nothing may be called there. Unlock first.`,
  'global-under-lock': (f) =>
    `${f.subject}() is a global function; while a bpf_spin_lock is held only static ones may be called.`,
  'global-may-sleep': (f) =>
    `${f.subject}() is a global function that may sleep; it is called where nothing may sleep.`,
  'sleeps-in-rcu': (f) =>
    `${text(f, 'function')}() may sleep and is called inside an RCU section. Unlock first.`,
  'sleeps-non-preemptible': (f) =>
    `${text(f, 'function')}() may sleep and is called with preemption disabled.`,
  'sleeps-in-program': (f) =>
    `${text(f, 'function')}() may sleep, and this program may not. Use a sleepable program type (.s, syscall).`,
};

export const rule = defineRule({
  id: 'call-not-allowed-here',
  message: (f) => MESSAGES[f.what]?.(f) ?? `${text(f, 'function') || f.subject}() may not be called here.`,
  docs: `While a spin lock is held no function may be called; inside an RCU section, with preemption off, or in a program that cannot sleep nothing that may sleep.`,
  examples: [],
});
