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
  -h, --help       this text; bpf-cpumask COMMAND --help explains a command
  -V, --version    print the version
  --lang TAG       language of messages, with any command: ${LANGUAGES.join(', ')} (default: en)
`,
  check: (
    formats: string,
    kernel: string,
  ) => `Check BPF C source for what the kernel's verifier rejects, and C of user space for operations on its
maps that fail.

Usage:
  bpf-cpumask check [options] PATH...

  PATH is a file, a directory (searched for *.bpf.c and *.bpf.h) or - for standard input.

Options:
  --format FORMAT   ${formats} (default: text)
  --kernel X.Y      target kernel, 6.3 or newer (default: ${kernel})
  --libbpf X.Y      libbpf of user space (default: of a libbpf.pc or a copy near the file, else 1.7)
  --proposed        the target also has the bpf_bitmap functions, proposed in 2023 and never merged
  --include DIR     search DIR for headers; may be repeated
  -v, --verbose     list the functions that could not be fully checked
  --stats           print what the check of each program and function cost
  -j, --jobs N      check files in N threads (default: one for each processor)
  --show-fixes      list the fixes of each finding
  --fix             apply safe fixes of errors: runs that had no fault do the same
  --fix-all         apply the preferred fix of each error, safe or not
  --fix-warnings    apply fixes of warnings as well, where the kernel accepts the program
  --diff            print what --fix (or --fix-all) would change as a diff, and write nothing
  --debug           print the stack of an internal error
  -h, --help        this text

A fix is applied only if the checked result has one finding less and no new one. A file that could
not be fully parsed, or is not UTF-8, is not changed. Of standard input, the fixed text goes to
standard output and the report to standard error.

Includes are followed within the file's repository (without one: within the searched directory or
the file's own directory) and within the --include folders.

Exit code:
  0   no errors (there may be warnings); with --fix, none left; with --diff, nothing to change
  1   errors found; with --fix, some left; with --diff, a diff was printed
  2   wrong use, unreadable input or unwritable output

Entries that a directory search skips are listed; they do not change the exit code.
Output to a terminal is coloured; NO_COLOR=1 turns colours off, FORCE_COLOR=1 on.
`,
  explain: `Explain a rule: what it finds, why the kernel rejects it, how to fix it.

Usage:
  bpf-cpumask explain RULE   for example: bpf-cpumask explain unreleased-reference
  bpf-cpumask explain        list all rules
`,
  lsp: `Start the language server, for editors.

Usage:
  bpf-cpumask lsp [--stdio | --socket=PORT | --pipe=NAME | --node-ipc]   (default: --stdio)

Options:
  --code-cache=FOLDER   keep the server's compiled code in FOLDER (an absolute path) so that it starts faster
                        next time; off keeps none (default: bpf-cpumask in the user's cache folder)
`,
  run: (
    formats: string,
    kernel: string,
  ) => `Run BPF C without a kernel. Each program runs on a fresh emulated machine; its masks match
the kernel's bit for bit. Of a C file of user space, main() runs, with libbpf against the maps of the BPF
file beside it: the one whose object it opens or whose skeleton it includes.

Usage:
  bpf-cpumask run [options] FILE

  FILE is a BPF C file, a C file of user space, or - for standard input.

Options:
  --program NAME        run only this program
  --kernel X.Y          kernel that is emulated, 6.3 or newer (default: ${kernel})
  --proposed            it also has the bpf_bitmap functions, proposed in 2023 and never merged
  --libbpf X.Y          the libbpf of user space (default: 1.7)
  --cpus N              number of CPUs, nr_cpu_ids: 1 to 8192 (default: 8)
  --config-nr-cpus K    NR_CPUS of the kernel build (default: 256; 8192 for more CPUs)
  --cpu N               the CPU that runs the program (default: 0)
  --task LIST           the current task: cpus=0-3,8, pid=N and comm=NAME, separated by ';'
  --seed S              seed of the random numbers (default: 1)
  --max-steps N         stop a run after N steps (default: 10000000); copies, allocations and output
                        count as steps. The programs of a file share a budget of twice N.
  --fail create:N       the Nth bpf_cpumask_create() returns NULL; may be repeated
  --race kptr:N         another CPU takes the mask just before the Nth read of a kptr field
  --explore             try failures, races and other initial values in turn; show the shortest run
                        that ends in a fault
  --trace               show each kernel function call: arguments, masks before and after, references
  --include DIR         search DIR for headers; may be repeated (see check --help)
  --format FORMAT       ${formats} (default: text)
  --debug               print the stack of an internal error
  -h, --help            this text

Exit code:
  0   no fault
  1   a fault
  2   wrong use, unreadable input or unwritable output
`,
};
