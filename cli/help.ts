/** Help texts. */
import type { Topic } from './args.ts';
import { DEFAULT_KERNEL, FORMATS } from './args.ts';

const GENERAL = `bpf-cpumask: the kernel verifier's verdict on BPF C source, without a kernel

Usage:
  bpf-cpumask check [options] PATH...   check files and directories
  bpf-cpumask explain [RULE]            what a rule means, or the list of rules
  bpf-cpumask lsp --stdio               the language server, for editors

Options:
  -h, --help       this text, or a command's own: bpf-cpumask check --help
  -V, --version    print the version
`;

const CHECK = `Check BPF C source for what the kernel's verifier refuses.

Usage:
  bpf-cpumask check [options] PATH...

  PATH is a file, a directory (searched for *.bpf.c and *.bpf.h) or - for standard input.

Options:
  --format FORMAT   ${FORMATS.join(', ')} (default: text)
  --kernel X.Y      the kernel whose verifier is meant (default: ${DEFAULT_KERNEL})
  -v, --verbose     list the functions that could not be fully checked
  --debug           print the stack of an internal error
  -h, --help        this text

Exit code: 0 no errors (there may be warnings), 1 errors found, 2 wrong use or unreadable input.
Colours: on a terminal; NO_COLOR=1 turns them off, FORCE_COLOR=1 on.
`;

const EXPLAIN = `Explain a rule: what it finds, why the kernel refuses it, what to do.

Usage:
  bpf-cpumask explain RULE   for example: bpf-cpumask explain unreleased-reference
  bpf-cpumask explain        list all rules
`;

const LSP = `Serve the language server protocol, for editors.

Usage:
  bpf-cpumask lsp [--stdio | --socket=PORT | --pipe=NAME | --node-ipc]   (default: --stdio)
`;

export function helpText(topic: Topic | undefined): string {
  if (topic === 'check') return CHECK;
  if (topic === 'lsp') return LSP;
  return topic === 'explain' ? EXPLAIN : GENERAL;
}
