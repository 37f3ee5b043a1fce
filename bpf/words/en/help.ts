/** English: help texts of the command line. */
import { LANGUAGES } from '../language.ts';

export const en = {
  general: `bpf-cpumask: the kernel verifier's verdict on BPF C source, without a kernel

Usage:
  bpf-cpumask check [options] PATH...   check files and directories
  bpf-cpumask run [options] FILE        run the programs of a file in the emulator
  bpf-cpumask explain [RULE]            what a rule means, or the list of rules
  bpf-cpumask lsp --stdio               the language server, for editors

Options:
  -h, --help       this text, or a command's own: bpf-cpumask check --help
  -V, --version    print the version
  --lang TAG       the language of messages, for every command: ${LANGUAGES.join(', ')} (default: en)
`,
  check: (formats: string, kernel: string) => `Check BPF C source for what the kernel's verifier refuses.

Usage:
  bpf-cpumask check [options] PATH...

  PATH is a file, a directory (searched for *.bpf.c and *.bpf.h) or - for standard input.

Options:
  --format FORMAT   ${formats} (default: text)
  --kernel X.Y      the kernel whose verifier is meant (default: ${kernel})
  --include DIR     a folder for headers, may be given several times
  -v, --verbose     list the functions that could not be fully checked
  --debug           print the stack of an internal error
  -h, --help        this text

Includes are followed within the file's repository (where there is none: within the directory
that is searched, or the file's own) and within the folders of --include.

Exit code: 0 no errors (there may be warnings), 1 errors found, 2 wrong use, unreadable input, or
output that could not be written. Entries that a search
skips are named and do not change the exit code.
Colours: on a terminal; NO_COLOR=1 turns them off, FORCE_COLOR=1 on.
`,
  explain: `Explain a rule: what it finds, why the kernel refuses it, what to do.

Usage:
  bpf-cpumask explain RULE   for example: bpf-cpumask explain unreleased-reference
  bpf-cpumask explain        list all rules
`,
  lsp: `Serve the language server protocol, for editors.

Usage:
  bpf-cpumask lsp [--stdio | --socket=PORT | --pipe=NAME | --node-ipc]   (default: --stdio)

Options:
  --code-cache=FOLDER   where the server's compiled code is kept, for a faster next start: an absolute path;
                        off: nowhere (default: bpf-cpumask in the user's cache folder)
`,
  run: (
    formats: string,
  ) => `Run BPF C without a kernel: each program on a fresh machine, its masks bit for bit as the kernel's.

Usage:
  bpf-cpumask run [options] FILE

  FILE is a BPF C file or - for standard input.

Options:
  --program NAME        only this program
  --cpus N              CPUs of the machine, nr_cpu_ids: 2 to 8192 (default: 8)
  --config-nr-cpus K    NR_CPUS that its kernel is built for (default: 256, for more CPUs 8192)
  --cpu N               the CPU that runs the program (default: 0)
  --task LIST           the current task: cpus=0-3,8 and, behind ';', pid=N or comm=NAME
  --seed S              start of the random numbers (default: 1)
  --max-steps N         steps after which a run is stopped (default: 10000000). Copies, allocations and output count
                        as steps. All programs of a file share twice this number.
  --fail create:N       the Nth bpf_cpumask_create() gives NULL; may be given several times
  --race kptr:N         another CPU takes the mask away that the Nth read of a kptr field would find
  --explore             run with failures, races and other initial values in turn; show the shortest run that faults
  --trace               show every call of a kernel function: arguments, masks before and after, references
  --include DIR         a folder for headers, may be given several times (see check --help)
  --format FORMAT       ${formats} (default: text)
  --debug               print the stack of an internal error
  -h, --help            this text

Exit code: 0 ran without fault, 1 a fault, 2 wrong use, unreadable input or output that could not be written.
`,
};
